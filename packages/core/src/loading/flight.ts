import { AsyncLocalStorage } from 'node:async_hooks'
import type { StoreCall } from '../door/store-call.ts'
import type { LoadContext } from '../contracts/cache.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { nextChange } from '../door/change-signal.ts'
import { LeaseKeeper } from '../leases/lease-keeper.ts'
import { givenUp } from './given-up.ts'
import type { LoadPlan } from './load-plan.ts'
import type { LoadRoom } from './load-room.ts'
import type { LoadStorage, Seen } from './load-storage.ts'
import { runLoader } from './run-loader.ts'

/** How often a load by another process is looked at: the first pause, and the longest. Milliseconds. */
const firstPause = 10
const longestPause = 100

/** Within a loader: the loads that wait for it. */
const loadsAround = new AsyncLocalStorage<ReadonlySet<object>>()

/** What came of a flight. */
export interface Outcome<V> {
  /** The moment before it began to load or to look: it is no older than that. */
  readonly basis: number
  /** Undefined when there is none, or when it failed. */
  readonly value?: V | undefined
  readonly isStale?: boolean
  readonly failure?: { readonly error: unknown }
}

/** What a flight is for. */
export interface Destination<V> {
  readonly key: string
  readonly storage: LoadStorage<V>
  readonly room: LoadRoom<V>
  readonly plan: LoadPlan
  readonly action: string
  /** `undefined` when there is nothing. */
  load(context: LoadContext): MaybePromise<V | undefined>
}

/** One load of one key, or the wait for that of another process. All callers of the key in this process share it. */
export class Flight<V> {
  /** Never rejects. */
  readonly done: Promise<Outcome<V>>
  readonly #to: Destination<V>
  readonly #token: string
  readonly #controller = new AbortController()
  #loadsSince: number | undefined
  #callers = 0
  /** Whether it goes on without callers. */
  #isKept = false
  #isOver = false

  /** The loads that this one was begun by, itself among them. */
  readonly #chain: ReadonlySet<object>

  constructor(to: Destination<V>, seen: Seen<V> | undefined, moment: number) {
    this.#to = to
    this.#token = Buffer.from(to.storage.random(16)).toString('base64url')
    this.#chain = new Set<object>([...(loadsAround.getStore() ?? []), this])
    this.done = this.#run(seen, moment)
  }

  /** Whether everybody who calls now is given nothing older. */
  get isYetToLoad(): boolean {
    return this.#loadsSince === undefined && !this.#isOver && !this.#controller.signal.aborted
  }

  /**
   * Whether a caller at `moment`, who has looked since, must not wait for it: its load began earlier, and what he saw is not its claim any more,
   * so the key was written or invalidated.
   */
  isPassedBy(moment: number, seen: Seen<V> | undefined): boolean {
    // Everybody else has given up, and so has it.
    if (this.#controller.signal.aborted) return true
    if (this.#loadsSince === undefined || this.#loadsSince > moment || seen?.holder === this.#token)
      return false
    // Processes that do not wait for one another take claims away without writing anything.
    return this.#to.plan.coordinate === 'cluster' || seen?.isLeased !== true
  }

  /** Throws a `TypeError` where its own loader would wait for it. */
  refuseItself(action: string): void {
    if (loadsAround.getStore()?.has(this) === true)
      throw new TypeError(
        `Cannot ${action}: its loader asks for the key that it loads, and would wait for itself`,
      )
  }

  /** The outcome, or undefined after `limit` milliseconds, when it goes on without this caller. */
  async wait(limit: number | undefined, { signal, action }: StoreCall): Promise<Outcome<V> | undefined> {
    this.#isKept ||= limit === 0
    if (limit === 0) return undefined
    this.#callers += 1
    let timer: ReturnType<typeof setTimeout> | undefined
    let abort: () => void = () => undefined
    try {
      const ends: Promise<Outcome<V> | undefined>[] = [this.done]
      if (limit !== undefined)
        ends.push(
          new Promise((resolve) => {
            timer = setTimeout(() => {
              this.#isKept = true
              resolve(undefined)
            }, limit)
          }),
        )
      if (signal !== undefined)
        ends.push(
          new Promise((_, reject) => {
            abort = () => reject(givenUp(signal, action))
            signal.addEventListener('abort', abort, { once: true })
            if (signal.aborted) abort()
          }),
        )
      return await Promise.race(ends)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      this.#callers -= 1
      if (this.#callers === 0 && !this.#isKept && !this.#isOver)
        this.#controller.abort(signal === undefined ? undefined : givenUp(signal, action))
    }
  }

  async #run(seen: Seen<V> | undefined, moment: number): Promise<Outcome<V>> {
    const { key, room } = this.#to
    try {
      return await this.#claimOrWait(seen, moment)
    } catch (error) {
      return { basis: this.#loadsSince ?? room.nextMoment(), failure: { error } }
    } finally {
      this.#isOver = true
      if (room.flights.get(key) === this) room.flights.delete(key)
    }
  }

  async #claimOrWait(first: Seen<V> | undefined, moment: number): Promise<Outcome<V>> {
    const { storage, room, key } = this.#to
    const { signal } = this.#controller
    let seen = first
    let basis = moment
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      // Listens before it looks, so that a change in between is not missed.
      const change = nextChange((wake) => storage.onChange(wake), pause, signal)
      try {
        if (seen === undefined || !this.#waitsFor(seen)) {
          if (seen?.value !== undefined && (seen.isFresh || !seen.mayLoad))
            return { basis, value: seen.value, isStale: !seen.isFresh }
          const since = storage.elapsed()
          if (await this.#claim(seen)) return await this.#load(since)
        } else {
          await change.felt
        }
        signal.throwIfAborted()
        basis = room.nextMoment()
        seen = await storage.look(key, this.#call)
      } finally {
        change.cancel()
      }
    }
  }

  #waitsFor(seen: Seen<V>): boolean {
    return seen.isLeased && !seen.isFresh && this.#to.plan.coordinate === 'cluster'
  }

  #claim(seen: Seen<V> | undefined): Promise<boolean> {
    const { storage, key, plan } = this.#to
    const { lease, coordinate } = plan
    const claim = { token: this.#token, lease, seen: seen?.fence, waits: coordinate === 'cluster' }
    return storage.claim(key, claim, this.#call)
  }

  async #load(since: number): Promise<Outcome<V>> {
    const { storage, key, plan, room, load, action } = this.#to
    const basis = room.nextMoment()
    this.#loadsSince = basis
    const keeper = new LeaseKeeper(
      {
        ttl: plan.lease,
        since,
        clock: () => storage.elapsed(),
        action,
        extend: (lease) => storage.extend(key, this.#token, lease, this.#call),
      },
      plan.coordinate === 'cluster',
    )
    try {
      const value = await this.#loaded(load)
      if (value === undefined) await storage.drop(key, this.#token, this.#call)
      else {
        const isKept = await storage.fill(key, this.#token, value, plan.life, this.#call)
        room.counts[isKept ? 'fills' : 'discarded'] += 1
      }
      return { basis, value }
    } finally {
      keeper.stop()
    }
  }

  async #loaded(load: Destination<V>['load']): Promise<V | undefined> {
    const { storage, key, plan, room, action } = this.#to
    try {
      return await loadsAround.run(this.#chain, () =>
        runLoader(load, this.#controller, plan.hardTimeout, action),
      )
    } catch (error) {
      room.counts.errors += 1
      await storage.fail(key, this.#token, plan.backoff, this.#call)
      throw error
    }
  }

  get #call(): StoreCall {
    return { action: this.#to.action, signal: undefined }
  }
}
