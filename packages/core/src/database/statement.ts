/** A value as a driver receives it: already checked at the door, so a driver binds it without looking. */
export type Bound = null | string | number | bigint | boolean | Uint8Array | Date | BoundList

/** A list of values for one parameter: keys for `dialect.anyOf`, or a column of `dialect.source` in the form `arrays`. */
export type BoundList = readonly (string | number | bigint | null)[]

/**
 * A value as a driver hands it over, lossless: an integer is a `number` while it is safe and a `bigint` beyond, a decimal
 * (and any number wider than 64 bits with a fraction) is its digits as a `string`, a wide integer is a `bigint`, binary is a copy, a timestamp is a `Date`
 * (its sub-millisecond part cut), a date `YYYY-MM-DD`, JSON its text, a list an array, anything else the engine's text.
 */
export type DriverCell = null | string | number | bigint | boolean | Uint8Array | Date | readonly DriverCell[]

export interface Statement {
  readonly text: string
  readonly values: readonly Bound[]
  /** Prepare and keep by text. False for text that is unlikely to come again. */
  readonly cache: boolean
  /** A low-cardinality name for traces, as `UPSERT holdfast_key_value`. */
  readonly summary?: string
  /** What a trace tells of it beside that, where it is sent with others that are about something else. */
  readonly about?: Readonly<Record<string, string | number | boolean>>
  /** A point operation of a store, which a driver that limits running statements lets go first. */
  readonly point?: boolean
  /** A write whose own commit need not wait for the disk: who loses it with the machine asks again. */
  readonly relaxed?: boolean
  /** It answers with one row at most, so that a driver may ask for one in place of all. */
  readonly one?: boolean
  /**
   * What `text` is made of, when it reads the first rows of a range in key order. An engine that reads a short range much
   * faster may try one first, as long as the rows are those that `text` would have given at one moment.
   */
  readonly page?: RangePage
}

/** `select t.columns…, now from table t where range and filter order by t.key limit …`. */
export interface RangePage {
  /** Qualified and quoted. */
  readonly table: string
  /** The first is the key, a text. */
  readonly columns: readonly [string, ...string[]]
  readonly now: string
  readonly filter: string
  readonly reverse: boolean
  /** Where in `values` the bounds are, counted from 1; the range has no other condition. */
  readonly low: number
  readonly high: number
  readonly limit: number
}

/** Rows are positional. */
export interface Result {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly DriverCell[])[]
  /** Rows inserted, deleted, or matched by an update; 0 for a statement that changes none. */
  readonly affected: number
  /** Positions of the columns that hold JSON or lists of it, where the engine has such a type. Their cells are text all the same. */
  readonly json?: readonly number[] | undefined
  /** The number that the engine gave to the last inserted row, where it tells that without being asked. */
  readonly insertId?: bigint | undefined
}

/** Some rows of a stream. */
export type RowPage = Pick<Result, 'columns' | 'rows' | 'json'>

export type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }

export const statement = (text: string, values: readonly Bound[] = []): Statement => ({
  text,
  values,
  cache: false,
})
