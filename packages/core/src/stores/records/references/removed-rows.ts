import type { ColumnSchema } from '../../../contracts/table.ts'
import type { Call } from '../../../database/executor.ts'
import type { Predicate } from '../../../door/predicate.ts'
import { StatementText } from '../../../tables/statement-text.ts'
import { exactRows } from '../exact-rows.ts'
import type { RecordRow } from '../read-rows.ts'
import type { RecordsTable } from '../records-table.ts'
import { columnList, rowReader } from '../row-reader.ts'
import { keptColumn, type KeptColumn, type KeptReference } from './catalogue.ts'

/** Children that are removed at a time. */
const childrenAtOnce = 500

/** Rows by the names of their columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[]

/** For whom rows are removed. */
export interface Removing {
  readonly table: RecordsTable
  readonly call: Call
}

/** Some rows of a table that is known by its catalogue entries alone, locked in the order of their key. */
export const lockedRows = async (
  removal: Removing,
  name: string,
  columns: readonly KeptColumn[],
  where: Predicate,
  key: readonly KeptColumn[],
): Promise<Rows> => {
  const { dialect } = removal.table
  const text = new StatementText(dialect)
  const schemas = columns.map(asColumn)
  const lock = dialect.locks === 'rows' ? ' for update' : ''
  const sql =
    `select ${columnList(dialect, schemas)} from ${dialect.table(name)} as t where ${text.where(where)} ` +
    `order by ${columnList(dialect, key.map(asColumn))} limit ${childrenAtOnce}${lock}`
  const { rows } = await send(removal, text, sql, 'LOCK', name)
  return rows.map(rowReader(dialect, schemas))
}

/** The rows with the columns that children refer to by, which may be others than those of the key. */
export const withTargets = async (
  table: RecordsTable,
  keys: readonly RecordRow[],
  wanted: readonly KeptColumn[],
  call: Call,
): Promise<Rows> => {
  const rows = keys.map((row) =>
    Object.fromEntries(table.key.map(({ name, property }) => [name, row[property]])),
  )
  if (wanted.length === table.key.length) return rows
  const text = new StatementText(table.dialect)
  const schemas = wanted.map(asColumn)
  const where = text.where(exactRows(table.key.map(keptColumn).map(asColumn), rows))
  const sql = `select ${columnList(table.dialect, schemas)} from ${table.name} as t where ${where}`
  const found = await table.executor.query(text.finish(sql, table.summary('SELECT')), 'write', call)
  return found.rows.map(rowReader(table.dialect, schemas))
}

/** The key of a table, and beside it what its children refer to. */
export const neededColumns = (
  references: readonly KeptReference[],
  name: string,
  key: readonly KeptColumn[],
): readonly KeptColumn[] => {
  const targets = references.filter(({ parent }) => parent === name).flatMap(({ target }) => target)
  return [...new Map([...key, ...targets].map((column) => [column.name, column])).values()]
}

/** A column by its name: these rows have no properties. */
export const asColumn = (column: KeptColumn): ColumnSchema => ({
  ...column,
  property: column.name,
  isNullable: true,
})

/** One statement of a removal, on whichever table. */
export const send = (
  { table, call }: Removing,
  text: StatementText,
  sql: string,
  kind: string,
  name: string,
): ReturnType<RecordsTable['executor']['query']> =>
  table.executor.query(text.finish(sql, `${kind} ${name}`), 'write', call)
