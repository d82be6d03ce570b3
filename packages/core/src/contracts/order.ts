import type { FlagsOf } from './column.ts'

export type Direction = 'asc' | 'desc'

/** Columns that can be ordered by: all but JSON. */
export type Orderable<C> = { [P in keyof C]: 'json' extends FlagsOf<C[P]> ? never : P }[keyof C] & string

/**
 * Columns to order by, the first decides first: `'createdAt'`, `['createdAt', 'desc']`, or with a place for nulls. Without one
 * null comes before every value, so last in a descending order. Text orders as bytes.
 */
export type Order<C> = readonly (
  | Orderable<C>
  | readonly [column: Orderable<C>, direction: Direction, nulls?: 'nulls first' | 'nulls last']
)[]
