import type { Filter } from './filter.ts'
import type { Direction, Orderable } from './order.ts'
import type { FlagsOf, ValueOf } from './column.ts'
import type { ColumnsOf, TableRow } from './table.ts'

type NumericNames<C> = {
  [P in keyof C]: 'decimal' extends FlagsOf<C[P]>
    ? P
    : NonNullable<ValueOf<C[P]>> extends number | bigint
      ? P
      : never
}[keyof C] &
  string

/** One number over rows, of those that match `where` if it is given. */
export type Aggregation<C> = { readonly where?: Filter<C> } & (
  | { readonly count: true }
  | { readonly sum: NumericNames<C> }
  | { readonly avg: NumericNames<C> }
  | { readonly min: Orderable<C> }
  | { readonly max: Orderable<C> }
)

/** Numbers by the names that they get. */
export type Aggregations<C> = Readonly<Record<string, Aggregation<C>>>

type At<C, P> = P extends keyof C ? NonNullable<ValueOf<C[P]>> : never

/**
 * `count` is a number. `sum` has the type of its column and is `null` over no values; beyond the type's range it throws
 * `out-of-range`. `avg` is a number or null, worked out from sum and count, so it is the same on every engine.
 * `min` and `max` leave nulls out and are `null` over no values.
 */
export type AggregateRow<C, A extends Aggregations<C>> = {
  readonly [N in keyof A]: A[N] extends { readonly count: true }
    ? number
    : A[N] extends { readonly avg: unknown }
      ? number | null
      : A[N] extends { readonly sum: infer P }
        ? At<C, P> | null
        : A[N] extends { readonly min: infer P }
          ? At<C, P> | null
          : A[N] extends { readonly max: infer P }
            ? At<C, P> | null
            : never
}

/** Groups of rows, and the numbers over each. */
export interface GroupQuery<T, K extends keyof TableRow<T> & string, A extends Aggregations<ColumnsOf<T>>> {
  /** Rows with equal values in these columns are one group; null equals null. At least one, none of JSON. */
  readonly by: readonly K[]
  readonly where?: Filter<ColumnsOf<T>>
  readonly select: A
  /** Columns of `by` or names of `select`; null comes first, so last in a descending order. */
  readonly orderBy?: readonly (K | (keyof A & string) | readonly [K | (keyof A & string), Direction])[]
  /** The most groups. Default 1 000, at most 10 000. */
  readonly limit?: number
}
