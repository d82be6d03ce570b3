import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { OrderItem } from '../../door/order.ts'
import { allOf, anyOf, type Predicate } from '../../door/predicate.ts'
import { StatementText } from '../../tables/statement-text.ts'
import type { RecordRow } from './read-rows.ts'
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
    const text = new StatementText(table.dialect)
    const sql = `delete from ${table.name} as t where ${text.where(table.scoped(where))}`
    return (await table.executor.query(text.finish(sql, table.summary('DELETE')), 'write', call)).affected
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
      const removed = await removeSelected(inside, selection, call)
      count += removed
      if (removed < rowsAtOnce) return count
    }
  })
}

export const ascending = (columns: readonly ColumnSchema[]): readonly OrderItem[] =>
  columns.map((column) => ({ column, direction: 'asc', nulls: 'first' }))

/** Locks rows in the order that is given, looks after what refers to them, and removes them. */
export const removeSelected = async (
  table: RecordsTable,
  selection: Selection,
  call: Call,
): Promise<number> => {
  const { rows } = await table.executor.query(selectStatement(table, selection, 'LOCK'), 'write', call)
  if (rows.length === 0) return 0
  const read = rowReader(table.dialect, table.key)
  const keys = rows.map((row) => read(row))
  await beforeRemove(table, keys, call)
  const text = new StatementText(table.dialect)
  const sql = `delete from ${table.name} as t where ${text.where(amongKeys(table, keys))}`
  return (await table.executor.query(text.finish(sql, table.summary('DELETE')), 'write', call)).affected
}

/** Exactly these rows: a list for a key of one column beside the tenant, else an alternative for each. */
const amongKeys = (table: RecordsTable, keys: readonly RecordRow[]): Predicate => {
  const { tenant } = table.schema
  const own = table.key.filter(({ property }) => property !== tenant)
  const equal = (column: ColumnSchema, key: RecordRow): Predicate => ({
    op: 'compare',
    column,
    test: 'eq',
    value: key[column.property] as string,
  })
  if (own.length > 1) return anyOf(keys.map((key) => allOf(table.key.map((column) => equal(column, key)))))
  const isIn = (some: readonly RecordRow[]): Predicate => ({
    op: 'in',
    column: own[0]!,
    values: some.map((key) => key[own[0]!.property] as string),
  })
  if (tenant === undefined) return isIn(keys)
  const byTenant = new Map<unknown, RecordRow[]>()
  for (const key of keys) byTenant.set(key[tenant], [...(byTenant.get(key[tenant]) ?? []), key])
  return anyOf(
    [...byTenant.values()].map((some) => allOf([equal(table.column(tenant), some[0]!), isIn(some)])),
  )
}
