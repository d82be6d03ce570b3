import type { ErrorCode, Failure } from '@holdfast/core'

/** What the engine means where it gives only SQLITE_ERROR: the beginning of its sentence decides. */
const sentences: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^no such table: /, 'no-table'],
  [/^no such column: /, 'no-column'],
  [/^table .+ has no column named /s, 'no-column'],
  [/: syntax error$/s, 'syntax'],
  [/^(?:incomplete input|unrecognized token: )/, 'syntax'],
  [/^table .+ has \d+ columns but \d+ values were supplied$/s, 'syntax'],
  [/^\d+ values for \d+ columns$/, 'syntax'],
  [/^variable number must be between /, 'too-large'],
  [/^too many SQL variables/, 'too-large'],
  [/^(?:Expression tree is too large|LIKE or GLOB pattern too complex|too many )/, 'too-large'],
  [/^integer overflow$/, 'out-of-range'],
  [/^malformed JSON$/, 'invalid-value'],
  [/^cannot (?:commit|rollback) - no transaction is active$/, 'aborted'],
]

/** The portable meaning of an SQLITE_ERROR, with the table where the sentence names one. */
export function meaningOf(message: string): Pick<Failure, 'code' | 'table'> {
  const code = sentences.find(([sentence]) => sentence.test(message))?.[1] ?? 'engine'
  const table = /^no such table: (?:[^.]+\.)?([^.]+)$/s.exec(message)?.[1]
  return table === undefined ? { code } : { code, table }
}

/** What better-sqlite3 itself refuses, as a TypeError or RangeError without a code. */
const misuses: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^Too (?:few|many) parameter values were provided$/, 'syntax'],
  [/^Missing named parameter/, 'syntax'],
  [/^The supplied SQL string contains (?:no statements|more than one statement)$/, 'syntax'],
  [/^The bound string, buffer, or bigint is too big$/, 'too-large'],
  [/^The database connection is not open$/, 'closed'],
  [/^Cannot open database because the directory does not exist$/, 'not-found'],
]

/** The portable meaning of an error that the driver threw before the engine saw the call; undefined when it has none. */
export const misuseOf = (message: string): ErrorCode | undefined =>
  misuses.find(([sentence]) => sentence.test(message))?.[1]
