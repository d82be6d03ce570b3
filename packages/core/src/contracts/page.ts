import type { Filter } from './filter.ts'
import type { Includes } from './include.ts'
import type { FindOptions } from './records.ts'
import type { ColumnsOf, TableRow } from './table.ts'

/** Which page by keyset: the first, or the one behind or before a cursor; not both. */
export interface PageQuery<T, S extends keyof TableRow<T>, W extends Includes> extends FindOptions<T, S, W> {
  readonly where?: Filter<ColumnsOf<T>>
  /** Rows of a page. Default 100, at most 10 000. */
  readonly limit?: number
  /** The page behind this cursor, `next` of another page of the same query. A wrong one throws `invalid-value`. */
  readonly after?: string
  /** The page before this cursor, `previous` of another page of the same query. */
  readonly before?: string
}

/**
 * A page. A cursor is text that is safe in a URL, good for the same table, filter and order on every backend; it holds the values of the
 * columns of the order, readable, and is signed where `open` was given a `cursorSecret`.
 */
export interface Page<R> {
  readonly items: readonly R[]
  /** For `after`; absent when there was no further row. */
  readonly next?: string
  /** For `before`; absent on the first page. */
  readonly previous?: string
}

/** Which page by number. */
export interface OffsetPageQuery<T, S extends keyof TableRow<T>, W extends Includes> extends FindOptions<
  T,
  S,
  W
> {
  readonly where?: Filter<ColumnsOf<T>>
  /** Counted from 1, the default. */
  readonly page?: number
  /** Rows of a page. Default 100, at most 10 000. */
  readonly size?: number
  /** `exact` counts every row that matches, in the same snapshot. Default `none`. */
  readonly total?: 'none' | 'exact'
}

/** A page by number. */
export interface OffsetPage<R> {
  readonly items: readonly R[]
  /** As they were asked for. */
  readonly page: number
  readonly size: number
  /** Whether a page follows. */
  readonly hasMore: boolean
  /** With `total: 'exact'`. */
  readonly total?: number
}
