import type { Entry, Listing, ListOptions } from '../contracts/key-value.ts'
import { decodeCursor, encodeCursor, type Selection } from '../door/cursor.ts'
import { checkLimit } from '../door/duration.ts'
import { compareBytes, encodeKey, encodePrefix, type KeyRange, wholeRange } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import type { Store } from './store.ts'

/** Looks up one entry at a time, so that nothing it yields has expired or been deleted since. */
export class MemoryListing<V> implements Listing<V> {
  readonly #store: Store<V>
  readonly #action: string
  readonly #selection: Selection
  readonly #limit: number
  readonly #start: string | undefined
  #last: string | undefined

  constructor(store: Store<V>, options: ListOptions = {}) {
    this.#store = store
    this.#action = `list ${store.name}`
    checkOptions(options, ['prefix', 'start', 'end', 'reverse', 'limit', 'cursor'], this.#action)
    const { reverse = false, limit, cursor } = options
    if (typeof reverse !== 'boolean') throw new TypeError(`Cannot ${this.#action}: reverse must be a boolean`)
    this.#selection = { range: rangeOf(options, this.#action), reverse }
    this.#limit = limit === undefined ? Infinity : checkLimit(limit, this.#action, Number.MAX_SAFE_INTEGER)
    this.#start = cursor === undefined ? undefined : decodeCursor(cursor, this.#selection, this.#action)
  }

  get cursor(): string | undefined {
    return this.#last === undefined ? undefined : encodeCursor(this.#last, this.#selection)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry<V>, void, undefined> {
    let after = this.#start
    for (let count = 0; count < this.#limit; count++) {
      const found = await this.#next(after)
      if (found === undefined) return
      after = found.key
      this.#last = after
      yield found.entry
    }
  }

  #next(after: string | undefined): Promise<{ key: string; entry: Entry<V> } | undefined> {
    const { range, reverse } = this.#selection
    return this.#store.scope.operation({ action: this.#action }, async (steps) => {
      const found = this.#store.look(steps, ({ table, now }) => table.next(range, after, reverse, now))
      if (found === undefined) return undefined
      const [key, row] = found
      return { key, entry: await this.#store.codec.entry(key, row, this.#action) }
    })
  }
}

/** What lies in the prefix and between start and end. */
function rangeOf({ prefix, start, end }: ListOptions, action: string): KeyRange {
  const within = prefix === undefined ? wholeRange : encodePrefix(prefix, action)
  const low = start === undefined ? within.low : greater(within.low, encodeKey(start, action))
  if (end === undefined) return { low, high: within.high }
  const last = encodeKey(end, action)
  return { low, high: within.high !== undefined && compareBytes(within.high, last) < 0 ? within.high : last }
}

const greater = (a: string, b: string): string => (compareBytes(a, b) < 0 ? b : a)
