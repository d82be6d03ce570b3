import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import { allOf, anyOf, type Predicate } from '../../door/predicate.ts'
import type { KeyedCall } from '../../door/record-call.ts'
import type { DeleteCall, DeleteWhereCall, PurgeCall } from '../../door/write-calls.ts'
import { tombstone, hasTombstone } from '../../door/tombstone.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { versionStamp } from '../version-stamp.ts'
import { writeOne } from './keyed-statement.ts'
import { readerOf, type RecordRow } from './read-rows.ts'
import { together, type RecordsTable } from './records-table.ts'
import { beforeRemove, hasKeptReferences } from './references/children.ts'
import { columnList, rowReader } from './row-reader.ts'
import { stampNow, stampText } from './stamps.ts'
import { selectStatement } from './select.ts'
import { keptAssignments } from './update.ts'
import { refuseOtherVersion, versioned } from './version-condition.ts'

/** Rows that are removed at a time where references to them are looked after. */
const rowsAtOnce = 500

/** Deletes the active row of a key, softly where the table says so. Whether there was one. */
export const deleteRow = async (table: RecordsTable, call: DeleteCall): Promise<boolean> => {
  const isDeleted = await removeOne(table, call)
  if (!isDeleted) await refuseOtherVersion(table, call)
  return isDeleted
}

const removeOne = async (table: RecordsTable, call: DeleteCall): Promise<boolean> => {
  const { key, by } = call
  const where = versioned(table, call)
  if (table.schema.deletedAt === undefined && (await hasKeptReferences(table)))
    return (await removeRows(table, where, call)) > 0
  const text = new StatementText(table.dialect)
  const sql =
    table.schema.deletedAt === undefined
      ? `delete from ${table.name} as t where ${text.where(table.scoped(where))}`
      : softDelete(table, text, where, by)
  const returning = ` returning ${columnList(table.dialect, table.key, '')}`
  const cells = await writeOne(
    table,
    text.finish(sql + returning, table.summary('DELETE')),
    key.values.join('\u0001'),
    call,
  )
  return cells !== undefined
}

/** Deletes every active row that matches. */
export const deleteRows = async (
  table: RecordsTable,
  { where, by, ...call }: DeleteWhereCall,
): Promise<number> => {
  const text = new StatementText(table.dialect)
  if (table.schema.deletedAt === undefined) return removeRows(table, where, call)
  const sql = softDelete(table, text, where, by)
  return (await table.executor.query(text.finish(sql, table.summary('DELETE')), 'write', call)).affected
}

/** Rows deleted together were active together, so they differ in every unique value: one tombstone serves them all. */
const softDelete = (
  table: RecordsTable,
  text: StatementText,
  where: Predicate,
  by: string | null,
): string => {
  const { schema, dialect, executor } = table
  const deletedAt = table.column(schema.deletedAt!)
  const set = [`${dialect.quote(deletedAt.name)} = ${stampText(text, deletedAt, stampNow(table))}`]
  if (schema.deletedBy !== undefined) {
    const column = table.column(schema.deletedBy)
    set.push(`${dialect.quote(column.name)} = ${text.value(column, by)}`)
  }
  if (hasTombstone(schema)) set.push(`${dialect.quote(tombstone)} = ${text.bind(versionStamp(executor))}`)
  set.push(...keptAssignments(table, text, false))
  return `update ${table.name} as t set ${set.join(', ')} where ${text.where(table.scoped(where))}`
}

/** Takes a soft delete back. */
export const restoreRow = async (
  table: RecordsTable,
  { key, ...call }: KeyedCall,
): Promise<RecordRow | undefined> => {
  const { schema, dialect } = table
  const text = new StatementText(dialect)
  const set = [schema.deletedAt, schema.deletedBy]
    .filter((property) => property !== undefined)
    .map((property) => `${dialect.quote(table.column(property).name)} = null`)
  if (hasTombstone(schema)) set.push(`${dialect.quote(tombstone)} = ''`)
  set.push(...keptAssignments(table, text, false))
  const where = text.where(table.scoped(table.keyed(key), 'deleted'))
  const sql = `update ${table.name} as t set ${set.join(', ')} where ${where} returning ${columnList(dialect, schema.columns, '')}`
  const cells = await writeOne(
    table,
    text.finish(sql, table.summary('RESTORE')),
    key.values.join('\u0001'),
    call,
  )
  return cells === undefined ? undefined : readerOf(table, schema.columns)(cells)
}

/** Removes up to `limit` soft-deleted rows that match for good, the longest deleted first. */
export const purgeRows = (table: RecordsTable, call: PurgeCall): Promise<number> => {
  const { limit, deletedBefore } = call
  const deletedAt = table.column(table.schema.deletedAt!)
  const where =
    deletedBefore === undefined
      ? call.where
      : allOf([call.where, { op: 'compare', column: deletedAt, test: 'lt', value: deletedBefore }])
  const order = [deletedAt, ...table.key].map(
    (column) => ({ column, direction: 'asc', nulls: 'first' }) as const,
  )
  return together(table, call.signal, async (inside) => {
    let count = 0
    while (count < limit) {
      const wanted = Math.min(rowsAtOnce, limit - count)
      const selection = {
        columns: inside.key,
        where: inside.scoped(where, 'deleted'),
        order,
        limit: wanted,
        forUpdate: true,
      }
      const removed = await removeSelected(inside, selection, call)
      count += removed
      if (removed < wanted) break
    }
    return count
  })
}

/** Removes every active row that matches for good. */
const removeRows = async (table: RecordsTable, where: Predicate, call: Call): Promise<number> => {
  if (!(await hasKeptReferences(table))) {
    const text = new StatementText(table.dialect)
    const sql = `delete from ${table.name} as t where ${text.where(table.scoped(where))}`
    return (await table.executor.query(text.finish(sql, table.summary('DELETE')), 'write', call)).affected
  }
  return together(table, call.signal, async (inside) => {
    const order = inside.key.map((column) => ({ column, direction: 'asc', nulls: 'first' }) as const)
    const selection = {
      columns: inside.key,
      where: inside.scoped(where),
      order,
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

/** Locks rows in the order of their key, looks after what refers to them, and removes them. */
const removeSelected = async (
  table: RecordsTable,
  selection: Parameters<typeof selectStatement>[1],
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
