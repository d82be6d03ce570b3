import type { TableSchema } from '../../contracts/table.ts'
import type { CheckedRow } from '../../door/new-row.ts'
import type { Engine } from '../engine.ts'
import { fillIn } from './fill-in.ts'
import type { RecordTable } from './record-table.ts'
import { requireParents } from './references.ts'
import type { RowValues } from './row-values.ts'
import type { Statement } from './statement.ts'

export function insertRows(
  engine: Engine,
  statement: Statement,
  schema: TableSchema,
  table: RecordTable,
  rows: readonly CheckedRow[],
): readonly RowValues[] {
  const filled = rows.map((row) => fillIn(engine, statement, schema, table, row))
  addRows(statement, table, filled)
  return filled
}

export function addRows(statement: Statement, table: RecordTable, rows: readonly RowValues[]): void {
  statement.change(
    table.schema.name,
    rows.map((after) => ({ after })),
  )
  requireParents(statement, table, rows, undefined)
}
