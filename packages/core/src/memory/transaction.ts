import type { Transaction, TransactionOptions } from '../contracts/session.ts'
import { runNested } from './run-transaction.ts'
import { MemorySession } from './session.ts'
import { nestedMode } from './transaction-mode.ts'
import type { TransactionScope } from './transaction-scope.ts'

export class MemoryTransaction extends MemorySession<TransactionScope> implements Transaction {
  async transaction<R>(body: (tx: Transaction) => Promise<R>, options?: TransactionOptions): Promise<R> {
    if (typeof body !== 'function')
      throw new TypeError('Cannot begin a nested transaction: the body must be a function')
    const mode = nestedMode(options, this.scope.mode)
    return runNested(this.scope, mode, (inner) => body(new MemoryTransaction(inner, this.tenancy)))
  }

  afterCommit(action: () => void | Promise<void>): void {
    const what = 'hold an action until the commit'
    if (typeof action !== 'function') throw new TypeError(`Cannot ${what}: the action must be a function`)
    this.scope.check(what)
    this.scope.afterCommits.push(action)
  }
}
