/**
 * The one error class of Holdfast and its closed list of codes.
 *
 * Act on `code`, never on the message: a code is stable within a major version, a message is for people.
 * Misuse (a wrong argument type, a call that can never be right) is a plain `TypeError` or `RangeError` without a code:
 * it is a bug to mend, not a condition to catch.
 */

/** Every code, with the sentence that defines it. */
export const errorCodes = {
  aborted: 'The transaction has already failed, so it can only be rolled back.',
  busy: 'A connection, a writer or a file stayed taken for longer than the wait that was allowed.',
  cancelled: 'The caller’s AbortSignal stopped the work.',
  check: 'A check constraint refused the row.',
  closed: 'The database, transaction or stream has been closed.',
  conflict: 'The record changed in the meantime, and every allowed attempt lost the race.',
  'connection-lost':
    'The connection to the engine broke; `outcome` says whether the work may have been committed.',
  corrupt: 'The stored data is damaged or is not a database.',
  deadlock: 'Two transactions waited for each other and the engine ended this one.',
  'disk-full': 'The engine has no room left to store the data.',
  duplicate: 'A row with the same unique key exists already.',
  engine: 'The engine refused with a reason that has no portable meaning; `cause` holds it.',
  failed:
    'A step or a run of a workflow failed for good or was cancelled; `report` holds the error that was kept.',
  'foreign-key': 'The row refers to a row that does not exist, or another row still refers to it.',
  'in-use': 'The database file is held by another process, thread or copy of the package.',
  'invalid-value': 'The value cannot be stored without being changed.',
  io: 'The operating system refused to read or write.',
  'lease-lost': 'The lease has ended, and somebody else may hold what it was for; nothing was written.',
  'lock-timeout': 'A lock on a row or table was not granted within the time allowed.',
  migration:
    'A migration cannot be run, or failed; the message names it and the remedy, and `report` tells what was done.',
  'no-column': 'The statement names a column that does not exist.',
  'no-table': 'The statement names a table that does not exist.',
  'not-found': 'What was asked for does not exist.',
  'not-installed': 'The package of the backend is not installed.',
  'not-null': 'A column that must have a value was given none.',
  'out-of-range': 'A number lies outside the range that can be represented exactly.',
  overlap: 'Another rule is effective at an instant of the one that was to be put.',
  overloaded: 'Too much work is queued; nothing of this call was started.',
  permission: 'The engine refused the credentials or the right to do this.',
  'read-only': 'The database, connection or transaction may only read.',
  replay:
    'The code of a workflow is not the one that its run was begun with, so that its kept results do not fit.',
  schema:
    'Tables of Holdfast are missing or newer than this version, or a table of yours is not as it is defined.',
  serialization: 'A concurrent transaction changed what this one read or wrote; run it again.',
  syntax: 'The engine cannot parse the statement.',
  timeout: 'The work did not finish within the time allowed.',
  'too-large': 'The value, key or statement is larger than the declared limit.',
  unsupported: 'The backend declares that it cannot do this.',
} as const

export type ErrorCode = keyof typeof errorCodes

/** The sentence that defines a code, as it stands behind a colon, without its full stop. */
export const reasonOf = (code: ErrorCode): string => {
  const words = errorCodes[code].replace(/\.$/, '')
  return words.charAt(0).toLowerCase() + words.slice(1)
}

/** Whether the work may have taken effect: `not-applied` is certain, `unknown` means a reply was lost. */
export type Outcome = 'not-applied' | 'unknown'

export interface ErrorDetails {
  /** True when running the whole operation (or transaction) again may succeed. Never true for `unknown` outcomes. */
  readonly retryable?: boolean
  readonly outcome?: Outcome
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly columns?: readonly string[] | undefined
  /** Of `migration`: what was applied, what failed and what was not run. Of `failed`: the error that was kept. */
  readonly report?: unknown
  /** The driver's own error. It may quote a value: printing a `HoldfastError` does not show it. */
  readonly cause?: unknown
}

const brand = Symbol.for('holdfast.error.1')

export class HoldfastError extends Error {
  override readonly name = 'HoldfastError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly outcome: Outcome
  readonly constraint?: string
  readonly table?: string
  readonly columns?: readonly string[]
  readonly report?: unknown

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    Object.defineProperty(this, brand, { value: true })
    if (details.cause !== undefined)
      Object.defineProperty(this, 'cause', { value: details.cause, configurable: true, writable: true })
    this.code = code
    this.outcome = details.outcome ?? 'not-applied'
    this.retryable = (details.retryable ?? false) && this.outcome === 'not-applied'
    if (details.constraint !== undefined) this.constraint = details.constraint
    if (details.table !== undefined) this.table = details.table
    if (details.columns !== undefined) this.columns = details.columns
    if (details.report !== undefined) this.report = details.report
  }

  /** Holds across copies of the package, for which `instanceof` by prototype would not. */
  static override [Symbol.hasInstance](value: unknown): value is HoldfastError {
    return typeof value === 'object' && value !== null && brand in value
  }
}

/** Prints the stack and the portable fields. The cause is left out: a driver's message can quote a stored value. */
const printed = function (this: HoldfastError): string {
  const fields = [`code: ${this.code}`, `retryable: ${this.retryable}`, `outcome: ${this.outcome}`]
  if (this.constraint !== undefined) fields.push(`constraint: ${this.constraint}`)
  if (this.table !== undefined) fields.push(`table: ${this.table}`)
  return `${this.stack ?? this.message} { ${fields.join(', ')} }`
}
Object.defineProperty(HoldfastError.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: printed })

/** Whether `error` is a `HoldfastError` with this code. */
export const hasCode = (error: unknown, code: ErrorCode): error is HoldfastError =>
  error instanceof HoldfastError && error.code === code

export const isDuplicate = (error: unknown): error is HoldfastError => hasCode(error, 'duplicate')
export const isForeignKey = (error: unknown): error is HoldfastError => hasCode(error, 'foreign-key')
export const isNotFound = (error: unknown): error is HoldfastError => hasCode(error, 'not-found')
export const isConflict = (error: unknown): error is HoldfastError => hasCode(error, 'conflict')
export const isLeaseLost = (error: unknown): error is HoldfastError => hasCode(error, 'lease-lost')
export const isUnsupported = (error: unknown): error is HoldfastError => hasCode(error, 'unsupported')

/** Whether running the whole operation again may succeed. */
export const isRetryable = (error: unknown): error is HoldfastError =>
  error instanceof HoldfastError && error.retryable

/** Whether the work may have taken effect although it failed. */
export const isOutcomeUnknown = (error: unknown): error is HoldfastError =>
  error instanceof HoldfastError && error.outcome === 'unknown'
