import type { Session, Transaction, TransactionOptions } from '../contracts/session.ts'
import { currentScope, enterScope, type Scope } from '../database/context.ts'

/** A transaction that stays open between calls instead of for the length of a callback. */
export interface HeldTransaction {
  readonly tx: Transaction
  /** Rejects as `transaction()` would, and for what stopped it in the meantime. */
  commit(): Promise<void>
  /** Rejects only with what stopped it in the meantime. Does nothing after a commit that failed. */
  rollback(): Promise<void>
}

/** How the callback of a held transaction ends when it shall be undone. */
class Undone extends Error {}

/**
 * Opens a transaction and holds it until `commit` or `rollback`. It runs once, and every bound of a transaction holds: one that is
 * forgotten ends at its time-out.
 *
 * The caller's context counts as inside it from this call on, before the promise resolves: so the database handle is
 * refused there, as in a callback. A caller that reaches this through an `await` of somebody else's function is not seen.
 */
export const holdTransaction = (session: Session, options: TransactionOptions): Promise<HeldTransaction> => {
  let finish!: (how: 'commit' | 'rollback') => void
  const finished = new Promise<'commit' | 'rollback'>((resolve) => (finish = resolve))
  const inside: { scope?: Scope | undefined } = {}
  let ended!: Promise<void>
  let isOpen = true

  const commit = (): Promise<void> => {
    isOpen = false
    finish('commit')
    return ended
  }
  const rollback = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    finish('rollback')
    try {
      await ended
    } catch (error) {
      if (!(error instanceof Undone)) throw error
    }
  }

  const begun = new Promise<HeldTransaction>((resolve, reject) => {
    ended = session.transaction(
      async (tx) => {
        inside.scope = currentScope()
        resolve({ tx, commit, rollback })
        if ((await finished) === 'rollback') throw new Undone()
      },
      { ...options, retries: 0 },
    )
    ended.catch(reject)
  })
  enterScope(scopeOf(inside))
  return begun
}

/** Inactive until the transaction has begun and after it has ended, so that it may stay behind in its context. */
const scopeOf = (inside: { readonly scope?: Scope | undefined }): Scope => {
  let around = currentScope()
  while (around !== undefined && !around.isActive) around = around.parent
  return {
    get owner() {
      return inside.scope?.owner ?? inside
    },
    get isActive() {
      return inside.scope?.isActive === true
    },
    parent: around,
  }
}
