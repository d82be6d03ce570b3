import {
  array,
  constant,
  constantFrom,
  oneof,
  option,
  record,
  subarray,
  tuple,
  type Arbitrary,
} from 'fast-check'
import { modelColumns, type ModelColumn } from './record-columns.ts'
import type { TableName } from './record-tables.ts'

type Values = Readonly<Record<string, unknown>>

const soundOf = ({ values, isNullable }: ModelColumn): Arbitrary<unknown> => {
  const value = constantFrom(...values)
  return isNullable === true ? oneof({ weight: 4, arbitrary: value }, constant(null)) : value
}

const valueOf = (column: ModelColumn): Arbitrary<unknown> =>
  column.refused === undefined
    ? soundOf(column)
    : oneof({ weight: 5, arbitrary: soundOf(column) }, constantFrom(...column.refused))

/** A new row: it brings its key, so that no value is made up by one of the two databases. */
export const rowOf = (table: TableName, without: readonly string[] = []): Arbitrary<Values> => {
  const columns = modelColumns[table].filter(
    ({ name, isNeeded }) => isNeeded === true || !without.includes(name),
  )
  return record(Object.fromEntries(columns.map((column) => [column.name, valueOf(column)])), {
    requiredKeys: columns.filter(({ isNeeded }) => isNeeded === true).map(({ name }) => name),
  })
}

/** The key of a row: the value, or an object where there are several columns. */
export const keyOf = (table: TableName): Arbitrary<unknown> => {
  const columns = modelColumns[table].filter(({ isKey }) => isKey === true)
  const parts = record(
    Object.fromEntries(columns.map((column) => [column.name, constantFrom(...column.values)])),
  )
  return columns.length > 1 ? parts : parts.map((part) => part[columns[0]?.name ?? ''])
}

const change = (column: ModelColumn): Arbitrary<unknown> =>
  column.steps === undefined
    ? valueOf(column)
    : oneof(
        valueOf(column),
        constantFrom(...column.steps).map((increment) => ({ increment })),
      )

/** Columns to change, at least one. */
export const patchOf = (table: TableName, without: readonly string[] = []): Arbitrary<Values> => {
  const columns = modelColumns[table].filter(({ isKey, name }) => isKey !== true && !without.includes(name))
  return subarray(columns, { minLength: 1, maxLength: Math.min(3, columns.length) }).chain((chosen) =>
    record(Object.fromEntries(chosen.map((column) => [column.name, change(column)]))),
  )
}

/** What an upsert goes by and what it changes. */
export const upsertOf = (table: TableName, on: readonly (readonly string[])[]): Arbitrary<Values> => {
  const names = modelColumns[table].filter(({ isKey }) => isKey !== true).map(({ name }) => name)
  return tuple(
    option(constantFrom(...on, ['none']), { nil: ['none'] }),
    oneof(constant(undefined), patchOf(table), subarray(names, { minLength: 1 })),
  ).map(([by, update]) => ({
    ...(by[0] !== 'none' && { on: by }),
    ...(update !== undefined && { update }),
  }))
}

/**
 * Rows and options of an upsert of many. It never changes a unique value of a row that exists: in which order the rows of one call hand such values to each
 * other is not promised.
 */
export const upsertManyOf = (
  table: TableName,
  uniques: readonly (readonly string[])[],
): Arbitrary<Values> => {
  const unique = uniques.flat()
  const columns = modelColumns[table].filter(({ isKey, name }) => isKey !== true && !unique.includes(name))
  const update: readonly Arbitrary<unknown>[] =
    columns.length === 0
      ? []
      : [
          patchOf(table, unique),
          subarray(
            columns.map(({ name }) => name),
            { minLength: 1 },
          ),
        ]
  const bringsUnique = modelColumns[table].some(
    ({ name, isNeeded }) => isNeeded === true && unique.includes(name),
  )
  // A row that brings a unique value would change it, were it not said what to change.
  const byKey = bringsUnique ? update : [constant(undefined), ...update]
  const choices: readonly Arbitrary<Values>[] = [
    ...(byKey.length === 0
      ? []
      : [record({ rows: array(rowOf(table, unique), { maxLength: 5 }), update: oneof(...byKey) })]),
    ...uniques.map((on) =>
      record({
        rows: array(rowOf(table), { maxLength: 5 }),
        on: constant(on),
        update: oneof(constant(undefined), ...update),
      }),
    ),
  ]
  return oneof(...choices).map(({ rows, on, update: given }) => ({
    rows,
    options: { ...(on !== undefined && { on }), ...(given !== undefined && { update: given }) },
  }))
}
