import type { Transaction, TransactionOptions } from '../contracts/session.ts'
import type { FlowStorage } from './flow-storage.ts'

/** What runs are worked on with. */
export interface FlowParts {
  readonly storage: FlowStorage
  /** Runs a transaction, with what its runs are kept in. */
  readonly transaction: <R>(
    body: (tx: Transaction, storage: FlowStorage) => Promise<R>,
    options: TransactionOptions,
  ) => Promise<R>
  readonly valueBytes: number
}
