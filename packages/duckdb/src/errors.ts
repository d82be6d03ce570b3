import { HoldfastError, type ErrorCode, type Failure, type Phase } from '@holdfast/core'
import { constraintFailure } from './engine/constraint.ts'
import { refusedKey } from './engine/refused-key.ts'

/** What a kind of error means: its portable code, and what it ends. */
interface Meaning {
  readonly code: ErrorCode
  readonly ends: Failure['ends']
  readonly table?: string | undefined
  readonly columns?: readonly string[] | undefined
  readonly message?: string
}

const remedy = 'the next call opens a file again, with all that was committed; a database in memory is lost'

/** DuckDB gives no codes: the kind stands before ` Error: `, behind the call that failed for some. */
const shape = /^(?:Failed to [a-z ]+: )?([A-Za-z][A-Za-z ]*?) Error: (?:Failed to commit: )?([^]*)$/

/** What an error of DuckDB means, by the kind and the fixed words of its message; values are never taken from it. */
export const failure = (error: unknown, phase: Phase): Failure => {
  if (error instanceof HoldfastError)
    return { code: error.code, retryable: error.retryable, outcome: error.outcome, ends: 'statement' }
  const message = error instanceof Error ? error.message : String(error)
  const { code, ends, ...names } = meaningOf(message)
  const isRefused = refusal.test(message)
  const isLost = !isRefused && isOutcomeLost(message, { code, ends }, phase)
  return {
    code,
    retryable: code === 'serialization' || (isRefused && code === 'connection-lost'),
    outcome: isLost ? 'unknown' : 'not-applied',
    ends: phase === 'commit' && ends === 'statement' ? 'transaction' : ends,
    ...names,
    ...refusedKey(error),
  }
}

/**
 * Whether what was asked for may stand all the same. A log that could not be written for want of room is cut back by the
 * engine; one that could not be synced may be on the disk; and the checkpoint that a commit sets off comes after it.
 */
const isOutcomeLost = (message: string, { code, ends }: Meaning, phase: Phase): boolean => {
  if (/Checkpoint failed|Failed to (?:create )?checkpoint/i.test(message)) return true
  const isCommit = phase === 'commit' || message.includes('Failed to commit: ')
  return isCommit && (code === 'io' || (ends === 'connection' && code !== 'disk-full'))
}

/** The engine has given the database up, until it is attached again; or all it has, with its own first error or when asked later. */
export const isInvalidated = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const [, kind, text] = shape.exec(error.message) ?? []
  if (kind === 'FATAL' || kind === 'INTERNAL') return true
  return /^(?:IO|Invalid Input|TransactionContext)$/.test(kind ?? '') && /has been invalidated/.test(text!)
}

/** An engine that has given up answers this before it looks at the statement. */
const refusal = /^FATAL Error: Failed: database has been invalidated because of a previous fatal error/

const meaningOf = (message: string): Meaning => {
  const [, kind, text] = shape.exec(message) ?? []
  if (kind === undefined || text === undefined) return withoutKind(message)
  if (/No space left on device|max_temp_directory_size/.test(text)) return full(text)
  if (/has been invalidated/.test(text)) return lost
  switch (kind) {
    case 'Constraint':
      return constraintFailure(text)
    case 'TransactionContext':
    case 'Transaction':
      return transactionFailure(text)
    case 'Parser':
    case 'Syntax':
      return { code: 'syntax', ends: 'statement' }
    case 'Catalog':
      return catalogFailure(text)
    case 'Binder':
      return binderFailure(text)
    case 'Conversion':
      return { code: isOutOfRange(text) ? 'out-of-range' : 'invalid-value', ends: 'transaction' }
    case 'Out of Range':
      return { code: 'out-of-range', ends: 'transaction' }
    case 'Invalid Input':
    case 'Invalid':
      return inputFailure(text)
    case 'IO':
      return inputOutputFailure(text)
    case 'INTERRUPT':
      return { code: 'cancelled', ends: 'transaction' }
    case 'Permission':
      return { code: 'permission', ends: 'transaction' }
    case 'Not implemented':
      return { code: 'unsupported', ends: 'transaction' }
    case 'Serialization':
      return { code: 'corrupt', ends: 'transaction' }
    case 'FATAL':
    case 'INTERNAL':
      return gaveUp
    default:
      return { code: 'engine', ends: 'transaction' }
  }
}

const lost: Meaning = {
  code: 'connection-lost',
  ends: 'connection',
  message: `DuckDB has given the database up after an error of another statement; ${remedy}`,
}

/** The engine's own fault, which it tells with a trace of its calls. */
const gaveUp: Meaning = {
  code: 'engine',
  ends: 'connection',
  message: `DuckDB met an internal error and gave the database up; ${remedy}. \`cause\` holds what to report`,
}

const full = (text: string): Meaning => ({
  code: 'disk-full',
  ends: /invalidated/.test(text) ? 'connection' : 'transaction',
})

/** The appender leaves the kind out. */
const appended = /^Failed to (?:append|flush|close)[a-z ]*: ([^]*)$/

const withoutKind = (message: string): Meaning => {
  const refusal = appended.exec(message)?.[1]
  if (refusal?.startsWith('Cannot write to database') === true) return transactionFailure(refusal)
  if (refusal !== undefined) return constraintFailure(refusal)
  if (/Cannot write to database .*read-only mode/.test(message))
    return { code: 'read-only', ends: 'transaction' }
  if (isOutOfRange(message)) return { code: 'out-of-range', ends: 'transaction' }
  if (
    /^(?:Failed to cast value: |Could not c(?:onvert|ast) |type mismatch in AppendDataChunk)|field value out of range|^invalid \w+ field/.test(
      message,
    )
  ) {
    return { code: 'invalid-value', ends: 'transaction' }
  }
  if (/connection disconnected|Failed to execute prepared statement$/.test(message)) {
    return { code: 'connection-lost', ends: 'connection' }
  }
  return { code: 'engine', ends: 'transaction' }
}

const transactionFailure = (text: string): Meaning => {
  if (text.startsWith('Current transaction is aborted')) return { code: 'aborted', ends: 'transaction' }
  if (/^Cannot write to database .*read-only mode/.test(text))
    return { code: 'read-only', ends: 'transaction' }
  // Two transactions wrote one row, or made one name or key. With the second attempt the first is visible.
  if (/conflict|violation: duplicate key/i.test(text)) return { code: 'serialization', ends: 'transaction' }
  return { code: 'engine', ends: 'transaction' }
}

const catalogFailure = (text: string): Meaning => {
  const table = /^(?:Table|View) with name "?([^]+?)"? does not exist(?:!|$)/.exec(text)?.[1]
  return table === undefined
    ? { code: 'engine', ends: 'statement' }
    : { code: 'no-table', ends: 'statement', table }
}

const binderFailure = (text: string): Meaning => {
  if (text.startsWith('Unexpected prepared parameter')) return { code: 'unsupported', ends: 'statement' }
  const column =
    /^Referenced column "([^]+?)" (?:was )?not found/.exec(text)?.[1] ??
    /^Referenced update column ([^]+?) not found/.exec(text)?.[1] ??
    /does not have a column (?:with name|named) "([^]+?)"(?:\n|!|$)/.exec(text)?.[1]
  if (column !== undefined) return { code: 'no-column', ends: 'statement', columns: [column] }
  const table = /^Referenced table "([^]+?)" not found/.exec(text)?.[1]
  return table === undefined
    ? { code: 'engine', ends: 'statement' }
    : { code: 'no-table', ends: 'statement', table }
}

const isOutOfRange = (text: string): boolean =>
  /^Type \S+ with value \S+ can't be cast because the value is out of range/.test(text) ||
  /^Could not cast value \S+ to DECIMAL/.test(text)

const inputFailure = (text: string): Meaning => {
  if (/^(?:Cannot prepare multiple statements|No statement to prepare)/.test(text))
    return { code: 'syntax', ends: 'statement' }
  if (/^Cannot execute statement of type .* attached in read-only mode/.test(text))
    return { code: 'read-only', ends: 'statement' }
  if (/^(?:Values were not provided|Expected \d+ parameters|Can not bind to parameter)/.test(text)) {
    return { code: 'engine', ends: 'statement' }
  }
  return { code: 'invalid-value', ends: 'transaction' }
}

const inputOutputFailure = (text: string): Meaning => {
  if (/Could not set lock on file/.test(text)) return { code: 'in-use', ends: 'connection' }
  if (/not a valid DuckDB database|Corrupt database file|checksum/i.test(text))
    return { code: 'corrupt', ends: 'transaction' }
  if (/Permission denied/.test(text)) return { code: 'permission', ends: 'transaction' }
  if (/in read-only mode: database does not exist/.test(text))
    return { code: 'not-found', ends: 'connection' }
  if (/Read-only file system/.test(text)) return { code: 'read-only', ends: 'transaction' }
  return { code: 'io', ends: 'transaction' }
}
