import type { CacheStats } from '../contracts/cache.ts'
import type { Flight } from './flight.ts'

/** What all handles of one cache of one database share in this process. */
export class LoadRoom<V> {
  /** Who loads or waits, by key. */
  readonly flights: Map<string, Flight<V>> = new Map()
  readonly counts: { -readonly [K in keyof CacheStats]: number } = {
    hits: 0,
    misses: 0,
    stale: 0,
    fills: 0,
    discarded: 0,
    waits: 0,
    errors: 0,
  }
  #moment = 0

  /** Calls and loads of this process have an order without a clock. */
  nextMoment(): number {
    this.#moment += 1
    return this.#moment
  }
}

const roomsKept = 1_000
const rooms = new WeakMap<object, Map<string, LoadRoom<never>>>()

/** The room of a cache, by its name within one open database. The ones used last are kept, and those where somebody waits. */
export const roomOf = <V>(database: object, name: string): LoadRoom<V> => {
  let ofDatabase = rooms.get(database)
  if (ofDatabase === undefined) rooms.set(database, (ofDatabase = new Map()))
  const room = ofDatabase.get(name) ?? new LoadRoom<never>()
  ofDatabase.delete(name)
  ofDatabase.set(name, room)
  if (ofDatabase.size > roomsKept) {
    for (const [oldest, { flights }] of ofDatabase) {
      if (flights.size > 0) continue
      ofDatabase.delete(oldest)
      break
    }
  }
  return room
}
