import { HoldfastError, misplacedFile, missingFile, reasonOf, type ErrorCode } from '@holdfast/core'
import { failure } from '../errors.ts'
import type { Location } from './location.ts'

/** Why, and what to do about it, where the code does not say it. */
const reasons: Partial<Record<ErrorCode, string>> = {
  'in-use':
    'another process, thread or copy of the package has it, and DuckDB lets one process write a file; close the other one, let it do the work, or open with readOnly: true in every process',
  corrupt:
    'it is damaged, or no DuckDB database; check the path, and restore it from a backup if that is right',
  'not-found': 'there is no such file, and it is only made when it is opened for writing',
}

/** The error of an `open`. The engine's own words stay in `cause`: they can name other processes and their owners. */
export const openFailure = (error: unknown, location: Location): HoldfastError => {
  if (error instanceof HoldfastError) return error
  const what =
    location.kind === 'file'
      ? location.path
      : location.kind === 'memory'
        ? 'a database in memory'
        : `MotherDuck database ${location.name}`
  const { code: found, retryable } = failure(error, 'acquire')
  const { code, reason } = (location.kind === 'file' ? misplacedFile(location.path) : undefined) ?? {
    code: found,
    reason: reasons[found] ?? reasonOf(found),
  }
  return new HoldfastError(code, `Cannot open ${what}: ${reason}`, { retryable, cause: error })
}

/** For whoever asked for a file that is there. */
export const noFile = (path: string): HoldfastError => {
  const { code, reason } = misplacedFile(path) ?? missingFile()
  return new HoldfastError(code, `Cannot open ${path}: ${reason}`)
}

/** The error of a `close`: everything is freed, and what was committed is in the log and will be found by the next open. */
export const closeFailure = (error: unknown, name: string): HoldfastError => {
  const { code } = failure(error, 'acquire')
  const message = `Cannot merge the log of ${name} into its file: ${reasonOf(code)}`
  return new HoldfastError(code, `${message}. The database is closed, and nothing is lost.`, { cause: error })
}
