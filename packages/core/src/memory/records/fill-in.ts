import type { TableSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { type CheckedRow, filledIn, missing } from '../../door/new-row.ts'
import { uuidV7 } from '../../door/uuid.ts'
import type { Engine } from '../engine.ts'
import type { RecordTable } from './record-table.ts'
import type { RowValues } from './row-values.ts'
import type { Statement } from './statement.ts'

/** The row as it is stored: with the statement's time, new UUIDs and a new version. */
export function fillIn(
  engine: Engine,
  { now, action }: Statement,
  schema: TableSchema,
  table: RecordTable,
  row: CheckedRow,
): RowValues {
  const filled = (value: CheckedRow[number]): ColumnValue => {
    if (value === filledIn.now) return new Date(now)
    if (value === filledIn.uuid) return uuidV7(now, engine.environment.random(10))
    if (value === filledIn.version) return engine.nextVersion()
    return value
  }
  const values: Record<string, ColumnValue> = {}
  for (const [index, { name }] of schema.columns.entries()) values[name] = filled(row[index] ?? null)
  if (table.schema === schema) return values
  // The table may have more columns than this definition knows of.
  for (const column of table.schema.columns) {
    if (Object.hasOwn(values, column.name)) continue
    const { fallback } = column
    const constant = fallback !== undefined && 'value' in fallback ? (fallback.value as ColumnValue) : null
    const value =
      fallback !== undefined && 'expression' in fallback ? filled(filledIn[fallback.expression]) : constant
    if (value === null && !column.isNullable) throw missing(schema, column, action)
    values[column.name] = value
  }
  return values
}
