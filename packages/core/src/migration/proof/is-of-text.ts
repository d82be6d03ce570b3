import { type ErrorCode, HoldfastError } from '../../errors.ts'

const codes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'syntax',
  'no-table',
  'no-column',
  'engine',
  'unsupported',
  'invalid-value',
  'out-of-range',
])

/** Whether a condition or an expression of a migration failed by itself: it may need what an earlier statement makes, and then the migration will tell. */
export const isOfText = (error: unknown): boolean => error instanceof HoldfastError && codes.has(error.code)
