import type { Session, Transaction, TransactionOptions } from '../contracts/session.ts'
import type { RootScope } from './root-scope.ts'
import { runTransaction } from './run-transaction.ts'
import { MemorySession } from './session.ts'
import { MemoryTransaction } from './transaction.ts'
import { transactionMode } from './transaction-mode.ts'

/** A session outside any transaction. */
export class RootSession extends MemorySession<RootScope> implements Session {
  async transaction<R>(body: (tx: Transaction) => Promise<R>, options?: TransactionOptions): Promise<R> {
    if (typeof body !== 'function')
      throw new TypeError('Cannot begin a transaction: the body must be a function')
    const mode = transactionMode(options)
    return runTransaction(this.scope.engine, mode, (scope) =>
      body(new MemoryTransaction(scope, this.tenancy)),
    )
  }
}
