import {
  array,
  boolean,
  constant,
  constantFrom,
  oneof,
  record,
  subarray,
  tuple,
  type Arbitrary,
} from 'fast-check'
import { modelColumns, type ModelColumn } from './record-columns.ts'
import type { TableName } from './record-tables.ts'

type Filter = Readonly<Record<string, unknown>>

const valuesOf = ({ values, isNullable }: ModelColumn): readonly unknown[] =>
  isNullable === true ? [...values, null] : values

const jsonLeaf = ({ name }: ModelColumn): Arbitrary<Filter> => {
  const path = constantFrom(['a'], [''], ['a', 'b'], [0], ['a.b'], ['"'], [1], ['0'])
  const scalar = constantFrom<unknown>(1, '1', null, 'x', true, 'a%', 1.5)
  const ordered = constantFrom<unknown>(1, '1', 'x', 2)
  const condition = oneof(
    record({ eq: scalar }),
    record({ ne: scalar }),
    record({ gt: ordered }),
    record({ lte: ordered }),
    record({ in: array(scalar, { maxLength: 3 }) }),
    record({ notIn: array(scalar, { maxLength: 3 }) }),
    record({ exists: boolean() }),
  )
  return oneof(
    tuple(path, condition).map(([at, what]) => ({ [name]: { path: at, ...what } })),
    boolean().map((isNull) => ({ [name]: { isNull } })),
  )
}

const leaf = (column: ModelColumn): Arbitrary<Filter> => {
  if (column.isJson === true) return jsonLeaf(column)
  const given = constantFrom(...valuesOf(column))
  const value = constantFrom(...column.values)
  const conditions = [
    record({ eq: given }),
    record({ ne: given }),
    ...['gt', 'gte', 'lt', 'lte'].map((operator) => value.map((low) => ({ [operator]: low }))),
    record({ in: array(given, { maxLength: 3 }) }),
    record({ notIn: array(given, { maxLength: 3 }) }),
    record({ isNull: boolean() }),
    ...(column.isText === true && column.name !== 'level'
      ? [record({ startsWith: constantFrom('', 'a', '%', 'a_', '😀') })]
      : []),
  ]
  return oneof(given, ...conditions).map((condition) => ({ [column.name]: condition }))
}

/** A filter of a table: leaves two levels deep at most, for the rest is tried elsewhere. */
export const filterOf = (table: TableName): Arbitrary<Filter> => {
  const leaves = oneof(...modelColumns[table].map(leaf))
  const combined = (inner: Arbitrary<Filter>): Arbitrary<Filter> =>
    oneof(
      { weight: 4, arbitrary: leaves },
      record({ and: array(inner, { maxLength: 2 }) }),
      record({ or: array(inner, { maxLength: 2 }) }),
      record({ not: inner }),
      tuple(leaves, inner).map(([first, second]) => ({ ...first, not: second })),
    )
  return combined(combined(leaves))
}

/** An order of a table, with directions and places for nulls. */
export const orderOf = (table: TableName): Arbitrary<readonly unknown[]> => {
  const names = modelColumns[table].filter(({ isJson }) => isJson !== true).map(({ name }) => name)
  const item = (name: string): Arbitrary<unknown> =>
    oneof(
      constant(name),
      tuple(constant(name), constantFrom('asc', 'desc')),
      tuple(constant(name), constantFrom('asc', 'desc'), constantFrom('nulls first', 'nulls last')),
    )
  return subarray(names, { maxLength: Math.min(3, names.length) }).chain((chosen) =>
    tuple(...chosen.map(item)),
  )
}
