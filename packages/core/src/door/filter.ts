import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { checkColumnValue, type ColumnValue } from './column-value.ts'
import { checkFilterSize } from './filter-size.ts'
import { checkPathCondition } from './json-path.ts'
import { checkListed, mostListed } from './listed-values.ts'
import { allOf, always, anyOf, isAlways, not, type Predicate, type Test } from './predicate.ts'
import { requireColumn } from './table.ts'
import { checkText } from './text.ts'

/** Deep enough for every filter that people write; a deeper one would exhaust an engine's parser. */
const deepest = 32

/** Checks a filter against the table and brings it into the form that stores work with. Throws `TypeError`, and what a value of the column would. */
export function checkFilter(schema: TableSchema, filter: unknown, action: string, depth = 0): Predicate {
  if (!isPlainObject(filter))
    throw new TypeError(`Cannot ${action}: a filter must be an object, as { id: 7 }`)
  if (depth > deepest)
    throw new RangeError(`Cannot ${action}: the filter is nested more than ${deepest} deep`)
  const parts = Object.keys(filter).map((key) => {
    const value = filter[key]
    const inner = (of: unknown): Predicate => checkFilter(schema, of, action, depth + 1)
    if (key === 'not') return not(inner(value))
    if (key !== 'and' && key !== 'or') return checkField(requireColumn(schema, key, action), value, action)
    if (!Array.isArray(value)) throw new TypeError(`Cannot ${action}: "${key}" takes an array of filters`)
    // A hole is undefined, and refused.
    const of = Array.from(value, inner)
    return key === 'and' ? allOf(of) : anyOf(of)
  })
  const predicate = parts.length === 0 ? always : allOf(parts)
  if (depth === 0) checkFilterSize(predicate, action)
  return predicate
}

/** Checks a filter that must say something, as those of an update or delete. */
export function checkNarrowFilter(schema: TableSchema, filter: unknown, action: string): Predicate {
  const predicate = checkFilter(schema, filter, action)
  if (isAlways(predicate)) {
    throw new TypeError(
      `Cannot ${action}: the filter is empty and would match every row; if that is meant, say so by { not: { or: [] } }`,
    )
  }
  return predicate
}

const comparisons = ['gt', 'gte', 'lt', 'lte'] as const
const operators = ['eq', 'ne', ...comparisons, 'in', 'notIn', 'isNull', 'startsWith']

function checkField(column: ColumnSchema, given: unknown, action: string): Predicate {
  const what = `${action} with a filter on "${column.property}"`
  if (given === undefined) throw new TypeError(`Cannot ${what}: it is undefined; leave it out, or pass null`)
  if (column.kind === 'json') return checkJsonField(column, given, what)
  if (!isPlainObject(given)) return equal(column, given, what)
  const keys = Object.keys(given)
  if (keys.length === 0) throw new TypeError(`Cannot ${what}: the condition is empty`)
  return allOf(keys.map((key) => checkOperator(column, key, given[key], what)))
}

function checkJsonField(column: ColumnSchema, given: unknown, what: string): Predicate {
  if (isPlainObject(given) && 'path' in given) return checkPathCondition(column, given, what)
  if (isPlainObject(given) && Object.keys(given).join() === 'isNull')
    return isNull(column, given['isNull'], what)
  throw new TypeError(`Cannot ${what}: a JSON column takes { path: […], eq: … } or { isNull: … }`)
}

function checkOperator(column: ColumnSchema, key: string, value: unknown, what: string): Predicate {
  if (value === undefined)
    throw new TypeError(`Cannot ${what}: "${key}" is undefined; leave it out, or pass null`)
  switch (key) {
    case 'eq':
      return equal(column, value, what)
    case 'ne':
      return not(equal(column, value, what))
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return compare(column, key, value, what)
    case 'in':
      return isIn(column, value, what)
    case 'notIn':
      return not(isIn(column, value, what))
    case 'isNull':
      return isNull(column, value, what)
    case 'startsWith':
      return startsWith(column, value, what)
    default:
      throw new TypeError(
        `Cannot ${what}: there is no operator ${JSON.stringify(key)}; the operators are ${operators.join(', ')}`,
      )
  }
}

function equal(column: ColumnSchema, value: unknown, what: string): Predicate {
  return value === null ? { op: 'null', column } : compare(column, 'eq', value, what)
}

function compare(column: ColumnSchema, test: Test, value: unknown, what: string): Predicate {
  if (value === null)
    throw new TypeError(`Cannot ${what}: null is neither more nor less than a value; use isNull`)
  return { op: 'compare', column, test, value: checkColumnValue(column, value, what)! }
}

function isIn(column: ColumnSchema, list: unknown, what: string): Predicate {
  if (!Array.isArray(list)) throw new TypeError(`Cannot ${what}: "in" and "notIn" take an array`)
  checkListed(list, mostListed, what)
  const values: Exclude<ColumnValue, null>[] = []
  let hasNull = false
  for (const value of list) {
    if (value === null) hasNull = true
    else values.push(checkColumnValue(column, value, what)!)
  }
  const isOne: Predicate = { op: 'in', column, values }
  return hasNull ? anyOf([isOne, { op: 'null', column }]) : isOne
}

function isNull(column: ColumnSchema, value: unknown, what: string): Predicate {
  if (typeof value !== 'boolean') throw new TypeError(`Cannot ${what}: isNull takes true or false`)
  return value ? { op: 'null', column } : not({ op: 'null', column })
}

function startsWith(column: ColumnSchema, value: unknown, what: string): Predicate {
  if (column.kind !== 'text' && column.kind !== 'enum') {
    throw new TypeError(`Cannot ${what}: startsWith is for text, not for the type ${column.kind}`)
  }
  if (typeof value !== 'string') throw new TypeError(`Cannot ${what}: startsWith takes a string`)
  checkText(value, what)
  // The empty text begins every text, but null is none.
  return value === '' ? not({ op: 'null', column }) : { op: 'prefix', column, prefix: value }
}

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
