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
  const files = list(folder)
  return [...files.flatMap(oddName), ...gaps(files)]
}

const oddName = (file: string): readonly DiagnosisFinding[] => {
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
}

/** Numbers that are left out where hardly any other is: perhaps a branch still has them. Numbers that follow the clock, or go by tens, leave out nearly all. */
const gaps = (files: readonly string[]): readonly DiagnosisFinding[] => {
  const numbered = files
    .flatMap((file) => {
      const version = versionOf(file)
      return version === undefined ? [] : { file, version }
    })
    .toSorted((one, other) => one.version - other.version)
  const steps = numbered
    .map(({ file, version }, index) => ({ file, version, before: numbered[index - 1]?.version ?? version }))
    .filter(({ version, before }) => version > before)
  const wide = steps.filter(({ version, before }) => version > before + 1)
  if (wide.length * 2 > steps.length) return []
  return wide.map(({ file, version, before }) => ({
    kind: 'file',
    level: 'note',
    subject: file,
    message: `behind ${before} comes ${version}: ${before + 2 === version ? `there is no ${before + 1}` : `${before + 1} to ${version - 1} are not there`}`,
    remedy: 'look whether a branch still has it; if nobody does, the numbers may stay so',
  }))
}

const versionOf = (file: string): number | undefined => {
  try {
    const read = readFileName(file)
    return read === undefined || read.isRepeatable ? undefined : read.version
  } catch {
    // It is told by its name already.
    return undefined
  }
}

/** A folder that is not there is told by the history. */
const list = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}
