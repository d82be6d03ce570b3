import type { StoreCall } from '../door/store-call.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { Flight, type Destination } from './flight.ts'
import type { LoadPlan } from './load-plan.ts'
import type { LoadRoom } from './load-room.ts'
import type { LoadStorage, Seen } from './load-storage.ts'

/** What a caller wants. */
export type Wanted<V> = Pick<Destination<V>, 'key' | 'load'> & {
  readonly plan: LoadPlan
  readonly call: StoreCall
}

/** How values are found or loaded, whatever keeps them: one load at a time, stale values while one is slow or fails, and pauses after a failure. */
export class Loading<V> {
  readonly storage: LoadStorage<V>
  readonly room: LoadRoom<V>

  constructor(storage: LoadStorage<V>, room: LoadRoom<V>) {
    this.storage = storage
    this.room = room
  }

  /** The fresh value. */
  find(key: string, call: StoreCall): MaybePromise<V | undefined> {
    const seen = this.storage.look(key, call)
    return seen instanceof Promise ? seen.then((late) => this.count(late)) : this.count(seen)
  }

  /** What was seen, if it is fresh. */
  count(seen: Seen<V> | undefined): V | undefined {
    const isHit = seen?.isFresh === true
    this.room.counts[isHit ? 'hits' : 'misses'] += 1
    return isHit ? seen.value : undefined
  }

  /** The fresh value, else what is loaded, else a stale value. Undefined when the loader says that there is none. */
  async obtain(wanted: Wanted<V>): Promise<V | undefined> {
    const { key, plan, call } = wanted
    const { counts, flights } = this.room
    for (let round = 1; ; round += 1) {
      const moment = this.room.nextMoment()
      // What has not begun to load will give nothing older than this call, so there is nothing to look for.
      const early = plan.softTimeout === undefined ? flights.get(key) : undefined
      const hasLooked = early?.isYetToLoad !== true
      const look = hasLooked ? this.storage.look(key, call) : undefined
      const seen = look instanceof Promise ? await look : look
      if (round === 1) this.count(seen)
      if (seen?.isFresh === true) return seen.value
      const stale = seen?.value
      if (seen !== undefined && stale !== undefined && !seen.mayLoad) return this.#stale(stale)
      const flight = this.#board(wanted, seen, moment)
      const limit = stale === undefined ? undefined : plan.softTimeout
      if (limit === undefined) flight.refuseItself(call.action)
      const outcome = await flight.wait(limit, call)
      if (outcome === undefined) return this.#stale(stale!)
      // It began before this call, which may have followed an invalidation: what was stored tells.
      if (outcome.basis < moment) continue
      if (outcome.failure !== undefined) {
        const instead = hasLooked ? stale : (await this.storage.look(key, call))?.value
        if (instead === undefined) throw outcome.failure.error
        return this.#stale(instead)
      }
      if (outcome.isStale === true) counts.stale += 1
      return outcome.value
    }
  }

  #stale(value: V): V {
    this.room.counts.stale += 1
    return value
  }

  #board({ key, load, plan, call }: Wanted<V>, seen: Seen<V> | undefined, moment: number): Flight<V> {
    const { flights, counts } = this.room
    const running = flights.get(key)
    if (running !== undefined && !running.isPassedBy(moment, seen)) {
      counts.waits += 1
      return running
    }
    const { storage, room } = this
    if (seen?.isLeased === true && plan.coordinate === 'cluster') counts.waits += 1
    const flight = new Flight<V>({ key, storage, room, plan, load, action: call.action }, seen, moment)
    flights.set(key, flight)
    return flight
  }
}
