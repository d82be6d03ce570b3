import type { ErrorCode } from '@holdfast/core'

/** What an error with a code must say about itself; what is left out depends on the case. */
export interface Expectation {
  readonly retryable?: boolean
  readonly outcome?: 'not-applied'
  /** True where the error is an engine's, so that it must keep the driver's error. */
  readonly hasCause?: boolean
}

const refused: Expectation = { retryable: false, outcome: 'not-applied' }
const byEngine: Expectation = { ...refused, hasCause: true }
const again: Expectation = { retryable: true, outcome: 'not-applied' }

/** One entry for each code of the closed list: a new code without an expectation does not compile. */
export const expectations: Readonly<Record<ErrorCode, Expectation>> = {
  aborted: { retryable: false, outcome: 'not-applied' },
  busy: again,
  cancelled: {},
  check: byEngine,
  closed: refused,
  conflict: { outcome: 'not-applied' },
  'connection-lost': { hasCause: true },
  corrupt: { retryable: false },
  deadlock: again,
  'disk-full': { retryable: false, hasCause: true },
  duplicate: byEngine,
  engine: { hasCause: true },
  failed: refused,
  'foreign-key': byEngine,
  'in-use': { outcome: 'not-applied' },
  'invalid-value': refused,
  io: { retryable: false },
  'lease-lost': refused,
  'lock-timeout': again,
  migration: { retryable: false, outcome: 'not-applied' },
  'no-column': { retryable: false, outcome: 'not-applied' },
  'no-table': byEngine,
  'not-found': refused,
  'not-installed': refused,
  'not-null': byEngine,
  replay: refused,
  'out-of-range': refused,
  overlap: refused,
  overloaded: again,
  permission: { retryable: false },
  'read-only': refused,
  schema: refused,
  serialization: again,
  syntax: byEngine,
  timeout: {},
  'too-large': refused,
  unsupported: refused,
}
