import type { Entry, ListOptions, Listing } from '../../contracts/key-value.ts'
import { PagedIterator, skipped, type Page } from '../../database/paged-iterator.ts'
import { decodeCursor, encodeCursor, type Selection } from '../../door/cursor.ts'
import { checkLimit } from '../../door/duration.ts'
import { compareBytes, encodeKey, encodePrefix, wholeRange, type KeyRange } from '../../door/key.ts'
import { checkOptions } from '../../door/options.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { entryOf } from './entry-row.ts'
import type { Ranges } from './ranges.ts'

/** Rows of the first page, and of the following ones: a short listing costs little, a long one few statements. */
const firstPage = 100
const nextPage = 1_000

const known = ['prefix', 'start', 'end', 'reverse', 'limit', 'cursor'] as const

/** A listing in pages by key: each page continues after the last key, so it costs the same wherever it is. */
export class KeyListing<V> implements Listing<V> {
  readonly #ranges: Ranges
  readonly #space: KeySpace
  readonly #selection: Selection
  readonly #start: string | undefined
  readonly #limit: number
  readonly #action: string
  readonly #check: (entry: Entry<V>) => Entry<V> | Promise<Entry<V>>
  #last: string | undefined

  constructor(
    ranges: Ranges,
    space: KeySpace,
    options: ListOptions | undefined,
    action: string,
    check: (entry: Entry<V>) => Entry<V> | Promise<Entry<V>>,
  ) {
    checkOptions(options, known, action)
    const { reverse = false, limit, cursor } = options ?? {}
    if (typeof reverse !== 'boolean') throw new TypeError(`Cannot ${action}: reverse must be a boolean`)
    this.#ranges = ranges
    this.#space = space
    this.#selection = { range: rangeOf(options, action), reverse }
    this.#limit = limit === undefined ? Infinity : checkLimit(limit, action, Number.MAX_SAFE_INTEGER)
    this.#start = cursor === undefined ? undefined : decodeCursor(cursor, this.#selection, action)
    this.#action = action
    this.#check = check
  }

  get cursor(): string | undefined {
    return this.#last === undefined ? undefined : encodeCursor(this.#last, this.#selection)
  }

  [Symbol.asyncIterator](): AsyncIterator<Entry<V>, void, undefined> {
    return new PagedIterator(this.#pages())
  }

  async *#pages(): AsyncGenerator<Page<Entry<V>>, void, undefined> {
    const { reverse } = this.#selection
    let range =
      this.#start === undefined ? this.#selection.range : after(this.#selection.range, this.#start, reverse)
    let left = this.#limit
    const given = (encoded: string, entry: Entry<V>): Entry<V> => {
      this.#last = encoded
      left--
      return entry
    }
    for (let size = firstPage; left > 0 && !isEmpty(range); size = nextPage) {
      const wanted = Math.min(size, left)
      const { rows, isLive } = await this.#ranges.livePage(range, reverse, wanted, this.#action)
      yield {
        rows,
        item: (index) => {
          const row = rows[index]!
          // The caller takes its time between entries, and one may expire meanwhile.
          if (!isLive(row)) return skipped
          const encoded = this.#space.unbind(row[0] as string)
          const checked = this.#check(entryOf<V>(row, this.#space))
          return checked instanceof Promise
            ? checked.then((entry) => given(encoded, entry))
            : given(encoded, checked)
        },
      }
      if (rows.length < wanted) return
      range = after(range, this.#space.unbind(rows.at(-1)![0] as string), reverse)
    }
  }
}

const rangeOf = (options: ListOptions | undefined, action: string): KeyRange => {
  const { prefix, start, end } = options ?? {}
  const range = prefix === undefined ? wholeRange : encodePrefix(prefix, action)
  const low = start === undefined ? range.low : encodeKey(start, action)
  const high = end === undefined ? range.high : encodeKey(end, action)
  return intersect(range, { low, high })
}

const intersect = (a: KeyRange, b: KeyRange): KeyRange => ({
  low: isBelow(a.low, b.low) ? b.low : a.low,
  high: a.high === undefined ? b.high : b.high === undefined || isBelow(a.high, b.high) ? a.high : b.high,
})

/** What is left of the range behind a key: the next larger key is the key itself with the smallest character. */
const after = (range: KeyRange, encoded: string, reverse: boolean): KeyRange =>
  reverse
    ? intersect(range, { low: '', high: encoded })
    : intersect(range, { low: `${encoded}\u0001`, high: undefined })

const isBelow = (a: string, b: string): boolean => compareBytes(a, b) < 0

const isEmpty = ({ low, high }: KeyRange): boolean => high !== undefined && !isBelow(low, high)
