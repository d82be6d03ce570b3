import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCodes, HoldfastError, type ErrorCode } from '@holdfast/core'
import { failure } from '../errors.ts'
import type { Location } from './location.ts'

/** What to do about it, for those who read the message. */
const remedies: Partial<Record<ErrorCode, string>> = {
  'in-use':
    'DuckDB lets one process write a file: close the other one, let it do the work, or open with readOnly: true in every process.',
  corrupt: 'Check that the path is right; restore the file from a backup if it is.',
  'not-found': 'A file is only made when it is opened for writing.',
}

/** The error of an `open`. The engine's own words stay in `cause`: they can name other processes and their owners. */
export const openFailure = (error: unknown, location: Location): HoldfastError => {
  if (error instanceof HoldfastError) return error
  const { code, retryable } = failure(error, 'acquire')
  const elsewhere = location.kind === 'file' ? misplaced(location.path, error) : undefined
  if (elsewhere !== undefined) return elsewhere
  const what =
    location.kind === 'file'
      ? location.path
      : location.kind === 'memory'
        ? 'a database in memory'
        : `MotherDuck database ${location.name}`
  const remedy = remedies[code]
  const sentence = errorCodes[code].charAt(0).toLowerCase() + errorCodes[code].slice(1)
  return new HoldfastError(
    code,
    `Cannot open ${what}: ${sentence}${remedy === undefined ? '' : ` ${remedy}`}`,
    { retryable, cause: error },
  )
}

/** For whoever asked for a file that is there. */
export const noFile = (path: string): HoldfastError =>
  misplaced(path) ??
  new HoldfastError(
    'not-found',
    `Cannot open ${path}: there is no such file; check the path, or, to make it, open it without create: false, as "holdfast up" does`,
  )

/** What the engine tells with the words of the system alone. */
const misplaced = (path: string, cause?: unknown): HoldfastError | undefined => {
  const folder = dirname(path)
  if (!existsSync(folder))
    return new HoldfastError(
      'not-found',
      `Cannot open ${path}: there is no folder ${folder}; check the path, or make it`,
      { cause },
    )
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined
  return new HoldfastError('io', `Cannot open ${path}: it is a folder; name a file in it`, { cause })
}

/** The error of a `close`: everything is freed, and what was committed is in the log and will be found by the next open. */
export const closeFailure = (error: unknown, name: string): HoldfastError => {
  const { code } = failure(error, 'acquire')
  const message = `Cannot merge the log of ${name} into its file: ${errorCodes[code].charAt(0).toLowerCase()}${errorCodes[code].slice(1)}`
  return new HoldfastError(code, `${message} The database is closed, and nothing is lost.`, { cause: error })
}
