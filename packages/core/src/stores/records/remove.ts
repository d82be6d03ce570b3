import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { OrderItem } from '../../door/order.ts'
import type { Predicate } from '../../door/predicate.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { capturing } from '../changes/capture.ts'
import { exactRows } from './exact-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { beforeRemove, hasKeptReferences } from './references/before-remove.ts'
import { rowReader } from './row-reader.ts'
import { selectStatement, type Selection } from './select.ts'
import { together } from './together.ts'

/** Rows that are removed at a time where references to them are looked after. */
export const rowsAtOnce = 500

/** Removes every active row that matches for good. */
export const removeRows = async (table: RecordsTable, where: Predicate, call: Call): Promise<number> => {
  if (!(await hasKeptReferences(table))) {
    return capturing(table, call, table.scoped(where), async (inside) => {
      const text = new StatementText(inside.dialect)
      const sql = `delete from ${inside.name} as t where ${text.where(inside.scoped(where))}`
      return (await inside.executor.query(text.finish(sql, inside.summary('DELETE')), 'write', call)).affected
    })
  }
  return together(table, call.signal, async (inside) => {
    const selection = {
      columns: inside.key,
      where: inside.scoped(where),
      order: ascending(inside.key),
      limit: rowsAtOnce,
      forUpdate: true,
    }
    let count = 0
    for (;;) {
      const { found, removed } = await removeSelected(inside, selection, call)
      count += removed
      if (found < rowsAtOnce) return count
    }
  })
}

export const ascending = (columns: readonly ColumnSchema[]): readonly OrderItem[] =>
  columns.map((column) => ({ column, direction: 'asc', nulls: 'first' }))

/**
 * Locks rows in the order that is given, looks after what refers to them, and removes them. `removed` leaves out those that a cascade of the engine took
 * first, so it does not tell whether there are more.
 */
export const removeSelected = async (
  table: RecordsTable,
  selection: Selection,
  call: Call,
): Promise<{ readonly found: number; readonly removed: number }> => {
  const { rows } = await table.executor.query(selectStatement(table, selection, 'LOCK'), 'write', call)
  if (rows.length === 0) return { found: 0, removed: 0 }
  const read = rowReader(table.dialect, table.key)
  const keys = rows.map((row) => read(row))
  await beforeRemove(table, keys, call)
  const where = exactRows(table.key, keys)
  const removed = await capturing(table, call, where, async () => {
    const text = new StatementText(table.dialect)
    const sql = `delete from ${table.name} as t where ${text.where(where)}`
    return (await table.executor.query(text.finish(sql, table.summary('DELETE')), 'write', call)).affected
  })
  return { found: rows.length, removed }
}
