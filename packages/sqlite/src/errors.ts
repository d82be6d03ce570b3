import { HoldfastError } from '@holdfast/core'
import type { ErrorCode, Failure, Phase } from '@holdfast/core'
import { namesIn } from './engine/constraint.ts'
import { Refusal } from './engine/refusal.ts'
import { meaningOf, misuseOf } from './engine/sentences.ts'

/** Codes by the engine's result code; an extended code is looked up before the plain one it belongs to. */
const codes: Readonly<Record<string, ErrorCode>> = {
  SQLITE_ABORT: 'aborted',
  SQLITE_AUTH: 'permission',
  SQLITE_BUSY: 'busy',
  SQLITE_BUSY_SNAPSHOT: 'serialization',
  SQLITE_CANTOPEN: 'io',
  SQLITE_CONSTRAINT_CHECK: 'check',
  SQLITE_CONSTRAINT_DATATYPE: 'invalid-value',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign-key',
  SQLITE_CONSTRAINT_NOTNULL: 'not-null',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'duplicate',
  SQLITE_CONSTRAINT_ROWID: 'duplicate',
  // `raise()` in a trigger: a rule of the application refused the row. Its words may quote a value, so they stay in the cause.
  SQLITE_CONSTRAINT_TRIGGER: 'check',
  SQLITE_CONSTRAINT_UNIQUE: 'duplicate',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_FULL: 'disk-full',
  SQLITE_INTERRUPT: 'cancelled',
  SQLITE_IOERR: 'io',
  SQLITE_LOCKED: 'busy',
  SQLITE_MISMATCH: 'invalid-value',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_PERM: 'permission',
  // The read-ahead log could not be entered because others kept changing it: the engine has given up waiting.
  SQLITE_PROTOCOL: 'busy',
  SQLITE_RANGE: 'syntax',
  SQLITE_READONLY: 'read-only',
  SQLITE_SCHEMA: 'serialization',
  SQLITE_TOOBIG: 'too-large',
}

const retryable: ReadonlySet<ErrorCode> = new Set(['busy', 'serialization'])

/** After these the engine may have rolled the whole transaction back by itself. */
const endsTransaction: ReadonlySet<ErrorCode> = new Set([
  'aborted',
  'busy',
  'cancelled',
  'closed',
  'corrupt',
  'disk-full',
  'io',
  'serialization',
  'timeout',
])

/** The engine's result code of an error, as `SQLITE_BUSY`; '' when it is no error of the engine. */
function resultCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return ''
  return error.code.startsWith('SQLITE_') ? error.code : ''
}

/** Whether the engine itself answered with this error. */
export const isOfEngine = (error: unknown): boolean => resultCode(error) !== ''

/** Whether another connection holds the lock, so that the same call may succeed a moment later. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(?:BUSY|PROTOCOL)/.test(resultCode(error))

/** What an error of better-sqlite3, or one of ours, means. */
export function failure(error: unknown, phase: Phase): Failure {
  if (error instanceof Refusal || error instanceof HoldfastError) {
    return { ...ofCode(error.code, phase), message: error.message }
  }
  const message = error instanceof Error ? error.message : ''
  const result = resultCode(error)
  if (result === 'SQLITE_ERROR') return { ...ofCode('engine', phase), ...meaningOf(message) }
  if (result === '') return ofCode(misuseOf(message) ?? 'engine', phase)
  const code = codes[result] ?? codes[result.split('_', 2).join('_')] ?? 'engine'
  const found = {
    ...ofCode(code, phase),
    ...(result.startsWith('SQLITE_CONSTRAINT') ? namesIn(message) : {}),
  }
  // The log may hold the commit although its sync failed: only reopening the file tells.
  return code === 'io' && phase === 'commit' ? { ...found, outcome: 'unknown', ends: 'connection' } : found
}

function ofCode(code: ErrorCode, phase: Phase): Failure {
  const ends = phase === 'commit' || endsTransaction.has(code) ? 'transaction' : 'statement'
  return { code, retryable: retryable.has(code), outcome: 'not-applied', ends }
}

/** better-sqlite3 throws a bare RangeError for a wrong number of values and the like: that is an answer, no misuse of ours. */
export function refused(error: unknown): unknown {
  if (!(error instanceof TypeError || error instanceof RangeError)) return error
  const code = misuseOf(error.message)
  return code === undefined ? error : new Refusal(code, words(error.message), error)
}

const words = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)
