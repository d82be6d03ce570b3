import type { JsonScalar } from '../contracts/filter.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import type { ColumnValue } from './column-value.ts'

export type Test = 'eq' | 'gt' | 'gte' | 'lt' | 'lte'

export type PathSegment = string | number

/**
 * A filter that has been checked: what stores evaluate or translate. Two-valued: `not` matches exactly the rows that `of` does not, so each of the
 * others is false, and never unknown, where a null is in its way. `values` and `value` are never null. An empty `and` is
 * true, an empty `or` false.
 */
export type Predicate =
  | { readonly op: 'and' | 'or'; readonly of: readonly Predicate[] }
  | { readonly op: 'not'; readonly of: Predicate }
  | { readonly op: 'null'; readonly column: ColumnSchema }
  | {
      readonly op: 'compare'
      readonly column: ColumnSchema
      readonly test: Test
      readonly value: Exclude<ColumnValue, null>
    }
  | {
      readonly op: 'in'
      readonly column: ColumnSchema
      readonly values: readonly Exclude<ColumnValue, null>[]
    }
  | { readonly op: 'prefix'; readonly column: ColumnSchema; readonly prefix: string }
  /** The value at the path has the JSON type of `value` and compares so. */
  | {
      readonly op: 'path'
      readonly column: ColumnSchema
      readonly path: readonly PathSegment[]
      readonly test: Test
      readonly value: JsonScalar
    }
  | { readonly op: 'path-exists'; readonly column: ColumnSchema; readonly path: readonly PathSegment[] }

export const always: Predicate = { op: 'and', of: [] }

export const allOf = (predicates: readonly Predicate[]): Predicate =>
  predicates.length === 1 ? predicates[0]! : { op: 'and', of: predicates }
export const anyOf = (predicates: readonly Predicate[]): Predicate =>
  predicates.length === 1 ? predicates[0]! : { op: 'or', of: predicates }
export const not = (predicate: Predicate): Predicate => ({ op: 'not', of: predicate })

/** Whether it matches every row, because nothing was asked, in one of its alternatives or at all. */
export const isAlways = (predicate: Predicate): boolean =>
  predicate.op === 'or' ? predicate.of.some(isAlways) : predicate.op === 'and' && predicate.of.every(isAlways)
