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

/** Scopes that were entered and not left. */
let entered = 0
let isResting = false

/** Runs `body` within the scope; `leaveScope` must be called once the scope is not active any more. */
export const runInScope = <R>(scope: Scope, body: () => R): R => {
  entered++
  return current.run(scope, body)
}

/**
 * From here on this async context, and what it starts, is inside `scope`: for a transaction without a callback of its own.
 * Contexts must have been kept apart, by `keepContexts`, when whoever calls this began to run: else all share one.
 */
export const enterScope = (scope: Scope): void => current.enterWith(scope)

const nobody: Scope = { owner: {}, isActive: false, parent: undefined }

/** Keeps contexts apart from now on; `leaveScope` must follow. */
export const keepContexts = (): void => runInScope(nobody, () => undefined)

/**
 * Follows every `runInScope`. Where contexts are kept by hooks on every promise of the process, the hooks go when no scope is
 * active: then no context can refuse anything. They go at the end of the turn, not between two transactions in a row.
 */
export const leaveScope = (): void => {
  if (--entered > 0 || isResting) return
  isResting = true
  setImmediate(() => {
    isResting = false
    if (entered === 0) current.disable()
  })
}

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
