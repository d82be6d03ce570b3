import type { ColumnSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { decodeJson } from '../../door/json.ts'
import { identityOf } from '../../door/portable-text.ts'

/** A stored row, by the names of its columns in the database. It is replaced and never changed, so transactions and snapshots share it. */
export type RowValues = Readonly<Record<string, ColumnValue>>

type Named = Pick<ColumnSchema, 'name'>

export const valueAt = (row: RowValues, { name }: Named): ColumnValue => row[name] ?? null

/** The values of these columns as one text, equal for equal values only. */
export const textOf = (row: RowValues, columns: readonly Named[]): string =>
  identityOf(columns.map((column) => valueAt(row, column)))

/** The same, or undefined where one of them is null, which equals nothing. */
export const textUnlessNull = (row: RowValues, columns: readonly Named[]): string | undefined =>
  columns.some((column) => valueAt(row, column) === null) ? undefined : textOf(row, columns)

/** A value as users get it: what can be changed is a copy, and JSON is parsed anew. */
export function readValue({ kind }: Pick<ColumnSchema, 'kind'>, value: ColumnValue): unknown {
  if (value instanceof Date) return new Date(value)
  if (value instanceof Uint8Array) return new Uint8Array(value)
  return kind === 'json' && value !== null ? decodeJson(value as string) : value
}

export function readRow(row: RowValues, columns: readonly ColumnSchema[]): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const column of columns) read[column.property] = readValue(column, valueAt(row, column))
  return read
}
