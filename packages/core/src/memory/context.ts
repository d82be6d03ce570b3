import { AsyncLocalStorage } from 'node:async_hooks'
import type { Engine } from './engine.ts'

/** A transaction whose callback runs in this async context, and those around it, which may be of other databases. */
interface Link {
  readonly scope: { readonly engine: Engine; readonly isActive: boolean }
  readonly around: Link | undefined
}

const current = new AsyncLocalStorage<Link>()

export const enter = <R>(scope: Link['scope'], body: () => R): R =>
  current.run({ scope, around: current.getStore() }, body)

/**
 * Refuses the use of a database inside its own transaction, where it would not see what the transaction did and would wait
 * for the writer that its caller holds. What outlives the transaction passes.
 */
export function refuseInsideTransaction(engine: Engine, action: string): void {
  for (let link = current.getStore(); link !== undefined; link = link.around) {
    if (link.scope.engine === engine && link.scope.isActive) {
      throw new TypeError(`Cannot ${action}: the database is used inside its own transaction; use tx`)
    }
  }
}
