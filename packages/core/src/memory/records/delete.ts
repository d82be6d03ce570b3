import type { TableSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { Engine } from '../engine.ts'
import type { RecordTable } from './record-table.ts'
import { removeRows } from './references.ts'
import type { RowValues } from './row-values.ts'
import type { Statement } from './statement.ts'
import { newVersion, replaceRows } from './update.ts'
import { keptColumn } from './visible.ts'

/** Deletes active rows: only marks them where the table says so. */
export function deleteRows(
  engine: Engine,
  statement: Statement,
  schema: TableSchema,
  table: RecordTable,
  rows: readonly RowValues[],
  by: string | null,
): void {
  if (schema.deletedAt === undefined) removeRows(statement, table, rows)
  else markRows(engine, statement, schema, table, rows, { at: new Date(statement.now), by })
}

/** Takes the mark away. Throws `duplicate` where another row has a unique value now. */
export function restoreRow(
  engine: Engine,
  statement: Statement,
  schema: TableSchema,
  table: RecordTable,
  row: RowValues,
): RowValues {
  return markRows(engine, statement, schema, table, [row], { at: null, by: null })[0]!
}

/** A change of the row, but none of what it says: `updatedAt` stays. */
const markRows = (
  engine: Engine,
  statement: Statement,
  schema: TableSchema,
  table: RecordTable,
  rows: readonly RowValues[],
  mark: { readonly at: Date | null; readonly by: string | null },
): readonly RowValues[] => {
  const at = keptColumn(schema, schema.deletedAt)
  const by = keptColumn(schema, schema.deletedBy)
  const marked = rows.map((before) => {
    const values: Record<string, ColumnValue> = { ...before, ...newVersion(engine, schema) }
    if (at !== undefined) values[at.name] = mark.at
    if (by !== undefined) values[by.name] = mark.by
    return { before, after: values }
  })
  replaceRows(statement, table, marked)
  return marked.map(({ after }) => after)
}
