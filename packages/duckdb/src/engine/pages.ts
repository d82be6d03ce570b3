import type { Bound, RangePage, Result, Statement } from '@holdfast/core'
import { Marks, marksKept } from './marks.ts'
import { nearResult, nearText } from './near-page.ts'

/** So many keys are drawn for each that is kept. */
const drawnForOne = 8

/** Keys drawn at random lie unevenly; each of so many of them, in order, lies where one expects it. */
const sampleText = (table: string, key: string, rows: number): string => {
  const oneOf = Math.max(1, Math.floor(rows / (marksKept * drawnForOne)))
  const kept = Math.max(1, Math.round(rows / oneOf / marksKept))
  const drawn = `select ${key}, row_number() over (order by ${key}) as nth from ${table} where hash(${key}) % ${oneOf} = 0`
  return `select ${key} from (${drawn}) where nth % ${kept} = 0`
}

/** Runs a text on the connection that asks. */
export type Run = (text: string, values: readonly Bound[]) => Promise<Result>

/** Below so many rows a scan takes some milliseconds, and marks would not pay. */
const fewRows = 100_000

/** A small table is counted again after so many pages: it may have grown, and counting at each would be felt. */
const pagesUncounted = 16

/**
 * Reads pages of the tables of one instance. The engine finds the rows of a short range by index, and scans the keys of a long
 * one; a page needs few rows, so a range is cut to where they probably are. Whatever the marks say, a page is what one
 * statement read: a window that holds less than a page, or more than the index gives, is tried wider and then not at all.
 */
export class Pages {
  readonly #marks = new Map<string, Marks>()
  readonly #uncounted = new Map<string, number>()
  readonly #sampling = new Set<string>()

  async read(run: Run, { text, values, page }: Statement & { readonly page: RangePage }): Promise<Result> {
    const marks = await this.#marksOf(run, page)
    if (marks === undefined) return run(text, values)
    const limit = values[page.limit - 1] as number
    const low = values[page.low - 1] as string
    const high = values[page.high - 1] as string
    const windows = marks.windows({ low, high, reverse: page.reverse, limit })
    for (const window of windows) {
      const bound = values.with(page.low - 1, window.low).with(page.high - 1, window.high)
      const found = nearResult(await run(nearText(page, bound.length + 1), [...bound, marks.most]))
      if (found.near > marks.most) break
      if (window.isWhole || found.page.rows.length === limit) return found.page
    }
    if (windows.length > 0) marks.missed()
    return run(text, values)
  }

  async #marksOf(run: Run, { table, columns: [key] }: RangePage): Promise<Marks | undefined> {
    const known = this.#marks.get(table)
    if (known?.isOld === false || this.#sampling.has(table)) return known
    const uncounted = this.#uncounted.get(table) ?? 0
    if (uncounted > 0) {
      this.#uncounted.set(table, uncounted - 1)
      return undefined
    }
    this.#sampling.add(table)
    try {
      const rows = Number((await run(`select count(*) from ${table}`, [])).rows[0]![0])
      this.#marks.delete(table)
      this.#uncounted.set(table, rows < fewRows ? pagesUncounted : 0)
      if (rows < fewRows) return undefined
      const sample = await run(sampleText(table, key, rows), [])
      const marks = new Marks(
        sample.rows.map(([id]) => id as string),
        rows,
      )
      this.#marks.set(table, marks)
      return marks
    } finally {
      this.#sampling.delete(table)
    }
  }
}
