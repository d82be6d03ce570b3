import type { JsonScalar } from '../contracts/filter.ts'
import { compareBytes } from './byte-order.ts'
import { decodeJson } from './json.ts'
import type { PathSegment, Predicate, Test } from './predicate.ts'
import { bySize, compareValues } from './compare-values.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import type { ColumnValue } from './column-value.ts'

/** The value of each column in a row. */
export type ValueAt = (column: ColumnSchema) => ColumnValue

/** Whether the row matches. Nothing is ever unknown: a comparison with null is false. */
export function matches(predicate: Predicate, valueAt: ValueAt): boolean {
  switch (predicate.op) {
    case 'and':
      return predicate.of.every((part) => matches(part, valueAt))
    case 'or':
      return predicate.of.some((part) => matches(part, valueAt))
    case 'not':
      return !matches(predicate.of, valueAt)
    case 'null':
      return valueAt(predicate.column) === null
    case 'compare': {
      const value = valueAt(predicate.column)
      return value !== null && holds(predicate.test, compareValues(predicate.column, value, predicate.value))
    }
    case 'in': {
      const { column, values } = predicate
      const value = valueAt(column)
      return value !== null && values.some((one) => compareValues(column, value, one) === 0)
    }
    case 'prefix': {
      const value = valueAt(predicate.column)
      return typeof value === 'string' && value.startsWith(predicate.prefix)
    }
    case 'path': {
      const found = valueAtPath(valueAt, predicate)
      const order = compareJson(found, predicate.value)
      return order !== undefined && holds(predicate.test, order)
    }
    case 'path-exists':
      return valueAtPath(valueAt, predicate) !== undefined
  }
}

const holds = (test: Test, order: number): boolean => {
  switch (test) {
    case 'eq':
      return order === 0
    case 'gt':
      return order > 0
    case 'gte':
      return order >= 0
    case 'lt':
      return order < 0
    case 'lte':
      return order <= 0
  }
}

/** Undefined where there is nothing: JSON has no value that is. */
const valueAtPath = (
  valueAt: ValueAt,
  { column, path }: Extract<Predicate, { readonly op: 'path' | 'path-exists' }>,
): unknown => {
  const text = valueAt(column)
  return text === null ? undefined : path.reduce(step, decodeJson(text as string))
}

/** A text leads to a property of an object and a number to an element of an array, never the other way round. */
const step = (from: unknown, segment: PathSegment): unknown => {
  if (typeof from !== 'object' || from === null) return undefined
  if (Array.isArray(from) !== (typeof segment === 'number') || !Object.hasOwn(from, segment)) return undefined
  return (from as Readonly<Record<PathSegment, unknown>>)[segment]
}

/** Undefined for values of two JSON types, which cannot be compared. */
const compareJson = (found: unknown, value: JsonScalar): number | undefined => {
  if (found === null || value === null) return found === value ? 0 : undefined
  if (typeof found === 'string' && typeof value === 'string') return compareBytes(found, value)
  if (typeof found === 'number' && typeof value === 'number') return bySize(found, value)
  if (typeof found === 'boolean' && typeof value === 'boolean') return bySize(found, value)
  return undefined
}
