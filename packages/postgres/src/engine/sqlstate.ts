import type { ErrorCode } from '@holdfast/core'

const states: Readonly<Record<string, ErrorCode>> = {
  '22001': 'too-large',
  '22003': 'out-of-range',
  '22008': 'out-of-range',
  '23502': 'not-null',
  '23503': 'foreign-key',
  '23001': 'foreign-key',
  '23505': 'duplicate',
  '23P01': 'duplicate',
  '23514': 'check',
  '25006': 'read-only',
  '25P02': 'aborted',
  '25P03': 'timeout',
  '25P04': 'timeout',
  '26000': 'serialization',
  '3D000': 'not-found',
  '3F000': 'no-table',
  '40001': 'serialization',
  '40P01': 'deadlock',
  '42501': 'permission',
  '42601': 'syntax',
  '42622': 'too-large',
  '42703': 'no-column',
  '42P01': 'no-table',
  '53100': 'disk-full',
  '53200': 'busy',
  '53300': 'busy',
  '55P03': 'lock-timeout',
  '55P04': 'unsupported',
  '57P01': 'connection-lost',
  '57P02': 'connection-lost',
  '57P03': 'connection-lost',
  '57P05': 'connection-lost',
  '58030': 'io',
  '58P01': 'io',
  '58P02': 'io',
  XX001: 'corrupt',
  XX002: 'corrupt',
}

const classes: Readonly<Record<string, ErrorCode>> = {
  '08': 'connection-lost',
  '0A': 'unsupported',
  '22': 'invalid-value',
  '23': 'check',
  '28': 'permission',
  '54': 'too-large',
}

/** The portable code of a SQLSTATE. */
export const codeOfState = (state: string): ErrorCode =>
  states[state] ?? classes[state.slice(0, 2)] ?? 'engine'

const retryable: ReadonlySet<ErrorCode> = new Set([
  'serialization',
  'deadlock',
  'lock-timeout',
  'busy',
  'connection-lost',
])

/** Whether the same work may succeed later, nothing of it having been applied. */
export const mayRetry = (code: ErrorCode): boolean => retryable.has(code)
