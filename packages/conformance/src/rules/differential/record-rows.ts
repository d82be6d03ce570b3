import { constant, constantFrom, oneof, option, record, subarray, tuple, type Arbitrary } from 'fast-check'
import { modelColumns, type ModelColumn } from './record-columns.ts'
import type { TableName } from './record-tables.ts'

type Values = Readonly<Record<string, unknown>>

const valueOf = ({ values, isNullable }: ModelColumn): Arbitrary<unknown> => {
  const value = constantFrom(...values)
  return isNullable === true ? oneof({ weight: 4, arbitrary: value }, constant(null)) : value
}

/** A new row: it brings its key, so that no value is made up by one of the two databases. */
export const rowOf = (table: TableName): Arbitrary<Values> => {
  const columns = modelColumns[table]
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
export const patchOf = (table: TableName): Arbitrary<Values> => {
  const columns = modelColumns[table].filter(({ isKey }) => isKey !== true)
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
 * The same for many rows, none of which takes a unique value that another one has: whether a call may hand a value from row to row is not promised,
 * and engines differ on it.
 */
export const upsertManyOf = (table: TableName, on: readonly (readonly string[])[]): Arbitrary<Values> => {
  const unique = new Set(on.flat())
  const plain = modelColumns[table].filter(({ isKey, name }) => isKey !== true && !unique.has(name))
  const names = plain.map(({ name }) => name)
  return upsertOf(table, on).map(({ update = names, ...options }) => ({
    ...options,
    update: Array.isArray(update)
      ? update.filter((name) => !unique.has(name as string))
      : kept(update, unique),
  }))
}

const kept = (patch: unknown, unique: ReadonlySet<string>): unknown => {
  const entries = Object.entries(patch as Values).filter(([name]) => !unique.has(name))
  return entries.length === 0 ? [] : Object.fromEntries(entries)
}
