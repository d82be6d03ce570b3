/** A range that may be short enough for the index. */
export interface Window {
  readonly low: string
  readonly high: string
  /** It is all of the range that was asked for. */
  readonly isWhole: boolean
}

/** What is asked of a table in key order. */
export interface Wanted {
  readonly low: string
  readonly high: string
  readonly reverse: boolean
  readonly limit: number
}

/** About so many are kept of a table: two or three megabytes, and twelve where every key is as long as it may be. */
export const marksKept = 16_384

/** The engine uses the index for as many rows, or for a thousandth of the table. */
const leastIndexed = 2_048

/**
 * A row found by index costs as much as some hundred scanned, so a window begins with a thousandth of the table at most. One window of
 * a hundred and fifty is too narrow.
 */
const widestFirst = 16

/** A row more or less than were there is no matter; when so many pages were not found where they should be, it is. */
const missesAllowed = 16

/**
 * Keys of a table, about as many rows apart as one another: with them a range is cut to about the length of a page. They are hints and may be
 * old: what a window holds is always asked of the engine.
 */
export class Marks {
  /** The most rows of a window. */
  readonly most: number
  readonly #keys: readonly Buffer[]
  readonly #gap: number
  #misses = 0

  constructor(keys: readonly string[], rows: number) {
    this.#keys = keys.map((key) => Buffer.from(key)).toSorted(Buffer.compare)
    this.#gap = rows / (keys.length + 1)
    this.most = Math.max(leastIndexed, Math.floor(rows / 1_000))
  }

  get isOld(): boolean {
    return this.#misses >= missesAllowed
  }

  /** A page was in none of its windows. */
  missed(): void {
    this.#misses++
  }

  /** To be tried in turn. None, when a scan is quicker. */
  windows(wanted: Wanted): readonly Window[] {
    const gaps = Math.ceil((1.5 * wanted.limit) / this.#gap)
    if (gaps > widestFirst) return [this.#window(wanted, widestFirst)].filter(({ isWhole }) => isWhole)
    const windows = [gaps, 2 * gaps, 4 * gaps].map((width) => this.#window(wanted, width))
    return windows.slice(0, windows.findIndex(({ isWhole }) => isWhole) + 1 || windows.length)
  }

  #window({ low, high, reverse }: Wanted, gaps: number): Window {
    const end = Buffer.from(reverse ? low : high)
    const next = this.#countBelow(Buffer.from(reverse ? high : low))
    const mark = this.#keys[reverse ? next - 1 - gaps : next + gaps]
    const order = mark === undefined ? 0 : Buffer.compare(mark, end)
    if (mark === undefined || (reverse ? order <= 0 : order >= 0)) return { low, high, isWhole: true }
    const text = mark.toString()
    return reverse ? { low: text, high, isWhole: false } : { low, high: text, isWhole: false }
  }

  /** How many marks are below a key. */
  #countBelow(key: Buffer): number {
    let from = 0
    let to = this.#keys.length
    while (from < to) {
      const middle = (from + to) >> 1
      if (Buffer.compare(this.#keys[middle]!, key) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
}
