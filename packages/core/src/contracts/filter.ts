import type { FlagsOf, ValueOf } from './column.ts'

/**
 * Which rows, as data. A column with a value means equality; all entries must hold. Two-valued: a comparison with a column that
 * is null does not match, and `ne`, `notIn` and `not` match exactly the rows that their opposite does not. A column that
 * does not exist throws a `TypeError`, and a filter of more than 12 000 comparisons (values of lists among them) `too-large`.
 *
 * ```ts
 * { status: 'open', credits: { gte: 10 }, or: [{ email: { startsWith: 'a' } }, { profile: { path: ['city'], eq: 'Bern' } }] }
 * ```
 */
export type Filter<C> = FieldFilters<C> & {
  readonly and?: readonly Filter<C>[]
  readonly or?: readonly Filter<C>[]
  readonly not?: Filter<C>
}

type FieldFilters<C> = { readonly [P in keyof C]?: FieldFilter<ValueOf<C[P]>, FlagsOf<C[P]>> }

type FieldFilter<T, F> = 'json' extends F ? PathCondition | { readonly isNull: boolean } : T | Condition<T>

/** Comparisons; all given ones must hold. Text and bytes compare as bytes, enums as text. */
export interface Condition<T> {
  readonly eq?: T
  readonly ne?: T
  readonly gt?: NonNullable<T>
  readonly gte?: NonNullable<T>
  readonly lt?: NonNullable<T>
  readonly lte?: NonNullable<T>
  /** Nothing is in an empty list. At most 10 000 values, else `too-large`; so for `notIn`. */
  readonly in?: readonly T[]
  readonly notIn?: readonly T[]
  readonly isNull?: boolean
  /** A text that begins so, byte for byte; `%` and `_` are plain characters. */
  readonly startsWith?: NonNullable<T> extends string ? string : never
}

/** A JSON value that can be compared. */
export type JsonScalar = string | number | boolean | null

/**
 * What a JSON column holds at a path: a string is a property, a number an element of an array. A comparison matches only a
 * value of the same JSON type; `ne` and `notIn` match whatever `eq` and `in` do not, a missing value too.
 */
export interface PathCondition {
  readonly path: readonly (string | number)[]
  readonly eq?: JsonScalar
  readonly ne?: JsonScalar
  readonly gt?: string | number
  readonly gte?: string | number
  readonly lt?: string | number
  readonly lte?: string | number
  /** At most 500 values, else `too-large`; so for `notIn`. */
  readonly in?: readonly JsonScalar[]
  readonly notIn?: readonly JsonScalar[]
  /** Whether there is a value at the path, JSON `null` included. */
  readonly exists?: boolean
}
