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

/** The error of a `close`: everything is freed, and what was committed is in the log and will be found by the next open. */
export const closeFailure = (error: unknown, name: string): HoldfastError => {
  const { code } = failure(error, 'acquire')
  const message = `Cannot merge the log of ${name} into its file: ${errorCodes[code].charAt(0).toLowerCase()}${errorCodes[code].slice(1)}`
  return new HoldfastError(code, `${message} The database is closed, and nothing is lost.`, { cause: error })
}
