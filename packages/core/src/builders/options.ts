import type { TransactionOptions } from '../contracts/session.ts'
import type { StatementOptions } from '../contracts/sql.ts'

/** Bounds for what a query builder does, because the builder's own calls have no place to name them. */
export interface BuilderOptions {
  /** For each statement. */
  readonly statement?: StatementOptions
  /** For each transaction that is begun through the builder. */
  readonly transaction?: Pick<TransactionOptions, 'timeout' | 'acquireTimeout' | 'signal'>
}
