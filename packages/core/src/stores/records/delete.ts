import { hasTombstone, tombstone } from '../../door/tombstone.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { DeleteCall, DeleteWhereCall } from '../../door/write-calls.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import { capturing } from '../changes/capture.ts'
import { keyText, writeOne } from './keyed-statement.ts'
import type { RecordsTable } from './records-table.ts'
import { hasKeptReferences } from './references/before-remove.ts'
import { removeRows } from './remove.ts'
import { columnList } from './row-reader.ts'
import { stampNow, stampText } from './stamps.ts'
import { keptAssignments } from './update.ts'
import { refuseOtherVersion, versioned } from './version-condition.ts'

/** Deletes the active row of a key, softly where the table says so. Whether there was one. */
export const deleteRow = async (table: RecordsTable, call: DeleteCall): Promise<boolean> => {
  const isDeleted = await removeOne(table, call)
  if (!isDeleted) await refuseOtherVersion(table, call)
  return isDeleted
}

const removeOne = async (table: RecordsTable, call: DeleteCall): Promise<boolean> => {
  const where = versioned(table, call)
  if (table.schema.deletedAt === undefined && (await hasKeptReferences(table)))
    return (await removeRows(table, where, call)) > 0
  return capturing(table, call, table.scoped(where), (inside) => removeKeyed(inside, where, call))
}

const removeKeyed = async (table: RecordsTable, where: Predicate, call: DeleteCall): Promise<boolean> => {
  const { key, by } = call
  const text = new StatementText(table.dialect)
  const sql =
    table.schema.deletedAt === undefined
      ? `delete from ${table.name} as t where ${text.where(table.scoped(where))}`
      : softDelete(table, text, where, by)
  const returning = ` returning ${columnList(table.dialect, table.key, '')}`
  const cells = await writeOne(
    table,
    text.finish(sql + returning, table.summary('DELETE')),
    keyText(key.values),
    call,
  )
  return cells !== undefined
}

/** Deletes every active row that matches. */
export const deleteRows = async (
  table: RecordsTable,
  { where, by, ...call }: DeleteWhereCall,
): Promise<number> => {
  if (table.schema.deletedAt === undefined) return removeRows(table, where, call)
  return capturing(table, call, table.scoped(where), async (inside) => {
    const text = new StatementText(inside.dialect)
    const sql = softDelete(inside, text, where, by)
    return (await inside.executor.query(text.finish(sql, inside.summary('DELETE')), 'write', call)).affected
  })
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
  const change = { table: table.name, set: set.join(', ') }
  const scoped = table.scoped(where)
  if (dialect.locks === 'none') return dialect.update({ ...change, where: text.where(scoped) })
  // A change of plain columns would not wait for those who keep the row as a parent of theirs, nor they for it.
  const key = columnList(dialect, table.key)
  const locked = `select ${key} from ${table.name} as t where ${text.where(scoped)} order by ${key} for update`
  // The condition again, for the index that it may have.
  return dialect.update({
    ...change,
    with: `with locked as materialized (${locked}) `,
    where: `(${key}) in (select * from locked)`,
    when: text.where(scoped),
  })
}
