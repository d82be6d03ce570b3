import type { TransactionOptions } from '../../contracts/session.ts'
import type { Settings } from './options.ts'

/** A file is one transaction, however long it takes; it ends by its signal. */
const noTimeout = 2 ** 31 - 1
/** How long another process that imports is waited for. Milliseconds. */
const patience = 600_000

export const transactionOptions = ({ signal }: Settings): TransactionOptions => ({
  // The lock is waited for first, and what the other process committed must then be seen.
  isolation: 'read-committed',
  timeout: noTimeout,
  acquireTimeout: patience,
  ...(signal !== undefined && { signal }),
})
