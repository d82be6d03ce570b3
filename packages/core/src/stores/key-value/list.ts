import type { Entry, ListOptions, Listing } from '../../contracts/key-value.ts'
import { checkLimit } from '../../door/duration.ts'
import { compareBytes, encodeKey, encodePrefix, wholeRange, type KeyRange } from '../../door/key.ts'
import { checkOptions } from '../../door/options.ts'
import { HoldfastError } from '../../errors.ts'
import type { KeySpace } from '../key-space.ts'
import { entryOf } from './entry-row.ts'
import type { Ranges } from './ranges.ts'

/** Rows of the first page, and of the following ones: a short listing costs little, a long one few statements. */
const firstPage = 100
const nextPage = 1_000

const known = ['prefix', 'start', 'end', 'reverse', 'limit', 'cursor'] as const

/** A listing in pages by key: each page continues after the last key, so it costs the same wherever it is. */
export class KeyListing<V> implements Listing<V> {
  #cursor: string | undefined
  readonly #ranges: Ranges
  readonly #space: KeySpace
  readonly #range: KeyRange
  readonly #reverse: boolean
  readonly #limit: number
  readonly #action: string
  readonly #check: (entry: Entry<V>) => Entry<V> | Promise<Entry<V>>

  constructor(
    ranges: Ranges,
    space: KeySpace,
    options: ListOptions | undefined,
    action: string,
    check: (entry: Entry<V>) => Entry<V> | Promise<Entry<V>>,
  ) {
    checkOptions(options, known, action)
    this.#ranges = ranges
    this.#space = space
    this.#reverse = options?.reverse === true
    this.#limit =
      options?.limit === undefined ? Infinity : checkLimit(options.limit, action, Number.MAX_SAFE_INTEGER)
    this.#cursor = options?.cursor
    this.#range = narrow(selection(options, action), this.#cursor, this.#reverse, action)
    this.#action = action
    this.#check = check
  }

  get cursor(): string | undefined {
    return this.#cursor
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry<V>, void, undefined> {
    let range = this.#range
    let left = this.#limit
    for (let size = firstPage; left > 0 && !isEmpty(range); size = nextPage) {
      const wanted = Math.min(size, left)
      const rows = await this.#ranges.rows(this.#ranges.page(range, this.#reverse, wanted), this.#action)
      for (const row of rows) {
        const encoded = this.#space.unbind(row[0] as string)
        const entry = await this.#check(entryOf<V>(row, this.#space))
        this.#cursor = Buffer.from(encoded).toString('base64url')
        range = after(range, encoded, this.#reverse)
        left--
        yield entry
      }
      if (rows.length < wanted) return
    }
  }
}

const selection = (options: ListOptions | undefined, action: string): KeyRange => {
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

const narrow = (range: KeyRange, cursor: string | undefined, reverse: boolean, action: string): KeyRange => {
  if (cursor === undefined) return range
  const encoded = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString() : ''
  if (encoded === '' || Buffer.from(encoded).toString('base64url') !== cursor) {
    throw new HoldfastError(
      'invalid-value',
      `Cannot ${action}: the cursor was not made by an earlier listing`,
    )
  }
  return after(range, encoded, reverse)
}

/** What is left of the range behind a key: the next larger key is the key itself with the smallest character. */
const after = (range: KeyRange, encoded: string, reverse: boolean): KeyRange =>
  reverse
    ? intersect(range, { low: '', high: encoded })
    : intersect(range, { low: `${encoded}\u0001`, high: undefined })

const isBelow = (a: string, b: string): boolean => compareBytes(a, b) < 0

const isEmpty = ({ low, high }: KeyRange): boolean => high !== undefined && !isBelow(low, high)
