import { AsyncLocalStorage } from 'node:async_hooks'

/** A transaction whose callback is running in this async context. */
export interface Scope {
  /** The database it belongs to, by identity. */
  readonly owner: object
  /** False once the transaction has ended: tasks that outlive it may use the database again. */
  readonly isActive: boolean
  readonly parent: Scope | undefined
}

const current = new AsyncLocalStorage<Scope>()

export const currentScope = (): Scope | undefined => current.getStore()

export const runInScope = <R>(scope: Scope, body: () => R): R => current.run(scope, body)

/**
 * Throws when the caller stands inside a transaction of `owner`: its statement would wait for the connection or the writer
 * that its own transaction holds.
 */
export const refuseInsideTransaction = (owner: object, action: () => string): void => {
  let scope = current.getStore()
  while (scope !== undefined) {
    if (scope.owner === owner && scope.isActive) {
      throw new TypeError(`Cannot ${action()}: the database is used inside its own transaction; use tx`)
    }
    scope = scope.parent
  }
}

/** Runs outside every caller's async context: a flight serves many callers and must not inherit the first one's. */
export const outside: <R>(body: () => R) => R = AsyncLocalStorage.snapshot()
