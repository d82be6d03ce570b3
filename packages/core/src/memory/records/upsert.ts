import type { TableSchema } from '../../contracts/table.ts'
import type { UpsertCall, UpsertRow } from '../../door/upsert-call.ts'
import type { Change } from '../../door/patch.ts'
import type { Engine } from '../engine.ts'
import { fillIn } from './fill-in.ts'
import { addRows } from './insert.ts'
import { type RowValues, textUnlessNull, valueAt } from './row-values.ts'
import type { Statement } from './statement.ts'
import { updateRows } from './update.ts'

/** Upserts one row: rows of one call go one after another, so that each sees what the earlier ones did. */
export function upsertRow(
  engine: Engine,
  statement: Statement,
  schema: TableSchema,
  { on }: UpsertCall,
  { row, take, changes }: UpsertRow,
): RowValues {
  const table = statement.table(schema)
  const fresh = fillIn(engine, statement, schema, table, row)
  table.requireChecks(fresh, statement.action)
  // Null is never the same, so such a row is always a new one.
  const text = textUnlessNull(fresh, on)
  const names = on.map(({ property }) => property)
  const found = text === undefined ? undefined : table.find(names, text)
  if (found === undefined || !table.isActive(found)) {
    // The key of a deleted row is taken: this throws `duplicate`.
    addRows(statement, table, [fresh])
    return fresh
  }
  const taken = take.map((column): Change => ({ column, value: valueAt(fresh, column) }))
  if (taken.length + changes.length === 0) return found
  return updateRows(engine, statement, schema, table, [[found, [...taken, ...changes]]])[0]!
}
