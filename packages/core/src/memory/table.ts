import type { EpochMilliseconds } from '../contracts/environment.ts'
import { compareBytes, type KeyRange } from '../door/key.ts'
import type { Row } from './row.ts'

/** The entries of one store of one tenant, in key order. A removed key keeps its place in the order until the next sort. */
export class Table {
  readonly #rows: Map<string, Row>
  #sorted: string[] = []
  /** Keys that came since the last sort. */
  #fresh: string[] = []

  constructor(rows: Map<string, Row> = new Map()) {
    this.#rows = rows
  }

  copy(): Table {
    const copy = new Table(new Map(this.#rows))
    copy.#sorted = this.#sorted
    copy.#fresh = [...this.#fresh]
    return copy
  }

  get(key: string, now: EpochMilliseconds): Row | undefined {
    const row = this.#rows.get(key)
    return row?.isLive(now) === true ? row : undefined
  }

  /** The entry, also one that has expired and is not removed yet. */
  stored(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  put(key: string, row: Row): void {
    if (!this.#rows.has(key)) this.#fresh.push(key)
    this.#rows.set(key, row)
    // Keys that come and go are kept several times until the next sort.
    if (this.#fresh.length > 2 * this.#rows.size + 1_000) this.#sort()
  }

  /** Whether a live entry was removed. */
  remove(key: string, now: EpochMilliseconds): boolean {
    const wasLive = this.get(key, now) !== undefined
    this.#rows.delete(key)
    return wasLive
  }

  /** The live entry nearest to the beginning of the range, or after the key `after`; from its end when `reverse`. */
  next(
    range: KeyRange,
    after: string | undefined,
    reverse: boolean,
    now: EpochMilliseconds,
  ): readonly [string, Row] | undefined {
    const [from, to] = this.#bounds(reverse ? range : { ...range, low: after ?? range.low })
    const low = Math.max(from, this.#bounds(range)[0])
    const high = reverse && after !== undefined ? Math.min(to, this.#indexOf(after)) : to
    for (let step = 0; step < high - low; step++) {
      const key = this.#sorted[reverse ? high - 1 - step : low + step]
      if (key === undefined || key === after) continue
      const row = this.get(key, now)
      if (row !== undefined) return [key, row]
    }
    return undefined
  }

  /** Every stored key of the range, of expired entries too. */
  keysIn(range: KeyRange): readonly string[] {
    const [low, high] = this.#bounds(range)
    return this.#sorted.slice(low, high).filter((key) => this.#rows.has(key))
  }

  /** Up to `limit` keys of entries that have expired. */
  expired(now: EpochMilliseconds, limit: number): readonly string[] {
    const keys: string[] = []
    for (const [key, row] of this.#rows) {
      if (keys.length === limit) break
      if (!row.isLive(now)) keys.push(key)
    }
    return keys
  }

  #bounds({ low, high }: KeyRange): readonly [number, number] {
    return [this.#indexOf(low), high === undefined ? this.#sort().length : this.#indexOf(high)]
  }

  /** The place of the first key that is not less than `key`. */
  #indexOf(key: string): number {
    return lowerBound(this.#sort(), key)
  }

  #sort(): readonly string[] {
    if (this.#fresh.length === 0) return this.#sorted
    const isMany = this.#fresh.length * 8 > this.#rows.size || this.#sorted.length > 2 * this.#rows.size
    this.#sorted = isMany ? [...this.#rows.keys()].toSorted(compareBytes) : this.#merged()
    this.#fresh = []
    return this.#sorted
  }

  /** Finds the place of each fresh key, which for a few of them is much cheaper than to sort all. */
  #merged(): string[] {
    const merged: string[] = []
    let from = 0
    for (const key of this.#fresh.toSorted(compareBytes)) {
      const to = lowerBound(this.#sorted, key)
      for (; from < to; from++) merged.push(this.#sorted[from] ?? '')
      if (this.#sorted[to] !== key && merged.at(-1) !== key) merged.push(key)
    }
    for (; from < this.#sorted.length; from++) merged.push(this.#sorted[from] ?? '')
    return merged
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareBytes(keys[middle] ?? '', key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
