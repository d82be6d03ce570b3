import type { AuditDraft, AuditPlace } from '../../audit/audit-storage.ts'
import { backlogLimits } from '../../database/backlog.ts'
import { outside } from '../../database/context.ts'
import type { Executor } from '../../database/executor.ts'
import { forCaller, givenUp } from '../../database/failure.ts'
import type { StoreCall } from '../../door/store-call.ts'
import { HoldfastError } from '../../errors.ts'

/** Writes all of them in one transaction. */
export type AppendAll = (drafts: readonly AuditDraft[], call: StoreCall) => Promise<readonly AuditPlace[]>

interface Member {
  readonly drafts: readonly AuditDraft[]
  readonly call: StoreCall
  readonly resolve: (places: readonly AuditPlace[]) => void
  readonly reject: (error: unknown) => void
}

/** The most entries that share a commit, unless one caller brings more. */
const together = 256

/**
 * Callers of one trail whose entries must be written one transaction after another: who comes while a transaction runs goes with the next one, together with all
 * who wait. Entries keep the order of the calls.
 */
class Gathering {
  readonly #append: AppendAll
  readonly #onIdle: () => void
  #waiting: Member[] = []
  #isRunning = false

  constructor(append: AppendAll, onIdle: () => void) {
    this.#append = append
    this.#onIdle = onIdle
  }

  add(drafts: readonly AuditDraft[], call: StoreCall): Promise<readonly AuditPlace[]> {
    const { action, signal } = call
    if (this.#waiting.length >= backlogLimits.operations)
      throw new HoldfastError(
        'overloaded',
        `Cannot ${action}: ${this.#waiting.length} calls are queued already; nothing was started, try again later`,
        { retryable: true },
      )
    if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
    return new Promise((resolve, reject) => {
      const member: Member = { drafts, call, resolve, reject }
      this.#waiting.push(member)
      signal?.addEventListener('abort', () => this.#giveUp(member, signal), { once: true })
      if (this.#isRunning) return
      this.#isRunning = true
      // Of nobody's context: what it writes is not the first caller's alone.
      outside(() => setImmediate(() => void this.#run()))
    })
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const members = this.#take()
      const [first] = members
      const { action } = first!.call
      try {
        const places = await this.#append(
          members.flatMap(({ drafts }) => drafts),
          { action, signal: undefined },
        )
        let from = 0
        for (const { drafts, resolve } of members) resolve(places.slice(from, (from += drafts.length)))
      } catch (error) {
        for (const { call, reject } of members) reject(forCaller(error, action, call.action))
      }
    }
    this.#isRunning = false
    this.#onIdle()
  }

  #take(): readonly Member[] {
    let entries = 0
    const end = this.#waiting.findIndex(({ drafts }, index) => {
      entries += drafts.length
      return index > 0 && entries > together
    })
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end)
  }

  #giveUp(member: Member, signal: AbortSignal): void {
    const index = this.#waiting.indexOf(member)
    if (index !== -1) this.#waiting.splice(index, 1)
    member.reject(givenUp(signal, member.call.action, index === -1 ? 'unknown' : 'not-applied'))
  }
}

const gatherings = new WeakMap<object, Map<string, Gathering>>()

/** Those who share the commits of one trail, opened as a chain or not. */
export const gatheringOf = (
  { database }: Pick<Executor, 'database'>,
  key: string,
  append: AppendAll,
): Gathering => {
  const byKey = gatherings.get(database) ?? new Map<string, Gathering>()
  gatherings.set(database, byKey)
  const known = byKey.get(key)
  if (known !== undefined) return known
  const gathering = new Gathering(append, () => byKey.delete(key))
  byKey.set(key, gathering)
  return gathering
}
