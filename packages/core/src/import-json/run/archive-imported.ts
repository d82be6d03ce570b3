import { mkdir, realpath } from 'node:fs/promises'
import { archiveFile } from '../folder/archive.ts'
import { isWithin } from '../folder/backup.ts'
import { ioError } from '../reading/byte-reader.ts'
import type { Settings } from './options.ts'
import type { MatchedFile, Tell } from './survey.ts'
import { throwIfStopped } from '../reading/stopped.ts'

interface Work {
  readonly matched: readonly MatchedFile[]
  readonly known: ReadonlyMap<string, string>
  readonly tell: Tell
}

/** Moves the files aside that are imported and proven, where that is wanted. Resolves with their number. */
export const archiveImported = async (
  settings: Settings,
  { matched, known, tell }: Work,
): Promise<number> => {
  const { archiveTo, action, from } = settings
  if (archiveTo === undefined || matched.length === 0) return 0
  await mkdir(archiveTo, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw ioError(cause, `${action}: make the archive`)
  })
  if (isWithin(await realpath(archiveTo), await realpath(from))) {
    throw new TypeError(`Cannot ${action}: the archive must not be within the folder`)
  }
  const total = matched.length
  const totalBytes = matched.reduce((sum, { file }) => sum + file.size, 0)
  let bytes = 0
  for (const [done, { file, key }] of matched.entries()) {
    throwIfStopped(settings.signal, action)
    tell({ step: 'archive', done, total, bytes, totalBytes, path: file.path })
    bytes += file.size
    const hash = known.get(key)
    if (hash !== undefined) await archiveFile(file, hash, archiveTo, action)
  }
  return total
}
