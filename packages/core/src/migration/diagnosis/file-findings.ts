import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DiagnosisFinding } from '../../contracts/diagnosis.ts'
import { readFileName } from '../source/file-name.ts'
import { errorText, remedyOf } from './error-text.ts'

const looksLikeOne = /\.(?:sql|[cm]?[jt]s)$/i
const declaration = /\.d\.[cm]?ts$/i

/** Files of the folder that are left out in silence, or refused, because of their names. */
export const fileFindings = (directory: string | URL): readonly DiagnosisFinding[] => {
  const folder = typeof directory === 'string' ? directory : fileURLToPath(directory)
  return list(folder).flatMap((file): readonly DiagnosisFinding[] => {
    const about = { kind: 'file', subject: file } as const
    try {
      if (readFileName(file) !== undefined || !looksLikeOne.test(file) || declaration.test(file)) return []
      return [
        {
          ...about,
          level: 'note',
          message: `${file} has no number, so it is never run`,
          remedy: 'give it one, as 001_name.sql, or move it out of the folder',
        },
      ]
    } catch (error) {
      return [{ ...about, level: 'problem', message: errorText(error), remedy: remedyOf(error) }]
    }
  })
}

/** A folder that is not there is told by the history. */
const list = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}
