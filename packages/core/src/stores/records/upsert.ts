import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { Statement } from '../../database/statement.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { CheckedRow } from '../../door/new-row.ts'
import type { Change } from '../../door/patch.ts'
import { hasTombstone, tombstone } from '../../door/tombstone.ts'
import { HoldfastError } from '../../errors.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { keyText } from './insert.ts'
import { writeOne } from './keyed-statement.ts'
import { readerOf, type RecordRow } from './list.ts'
import { together, type RecordsTable } from './records-table.ts'
import { checkParents, parentsToCheck } from './references/parents.ts'
import { columnList } from './row-reader.ts'
import { stampRow, stampText, type Stamped } from './stamps.ts'
import { assignments, keptAssignments } from './update.ts'

/** What an upsert does to a row that exists: new values of its own, or those of the row that was given. */
export interface Upserting {
  /** The columns that say whether the row exists, the tenant among them. */
  readonly on: readonly ColumnSchema[]
  readonly changes: readonly Change[]
  readonly replaced: readonly ColumnSchema[]
}

/** Inserts a row, or changes the active one that exists, and gives it back. */
export const upsertRow = async (
  table: RecordsTable,
  row: CheckedRow,
  upserting: Upserting,
  call: Call,
): Promise<RecordRow> => {
  const stamped = stampRow(table, row)
  const references = parentsToCheck(table)
  const run = async (inside: RecordsTable): Promise<RecordRow> => {
    const statement = upsertStatement(inside, [stamped], upserting, inside.schema.columns)
    const cells = await writeOne(inside, statement, keyText(inside, stamped), call)
    if (cells === undefined) throw keyIsDeleted(inside, call.action)
    return readerOf(inside, inside.schema.columns)(cells)
  }
  if (references.length === 0) return run(table)
  return together(table, call.signal, async (inside) => {
    await checkParents(inside, references, [stamped as readonly ColumnValue[]], call)
    return run(inside)
  })
}

/** One statement for rows that differ in the columns of `on`. Only active rows are changed; what is returned tells which. */
export const upsertStatement = (
  table: RecordsTable,
  rows: readonly (readonly Stamped[])[],
  upserting: Upserting,
  returned: readonly ColumnSchema[],
): Statement => {
  const { schema, dialect, name } = table
  const text = new StatementText(dialect)
  const values = rows.map(
    (row) => `(${schema.columns.map((column, index) => stampText(text, column, row[index]!)).join(', ')})`,
  )
  const target = upserting.on.map((column) => dialect.quote(column.name))
  const isKey = upserting.on.every((column) => table.key.includes(column))
  // The tombstone tells the active row from its deleted twins.
  if (!isKey && hasTombstone(schema)) target.push(dialect.quote(tombstone))
  const replaced = upserting.replaced.map(
    ({ name }) => `${dialect.quote(name)} = excluded.${dialect.quote(name)}`,
  )
  const set =
    upserting.changes.length > 0
      ? assignments(table, text, upserting.changes)
      : [...replaced, ...keptAssignments(table, text, true)].join(', ')
  const active =
    schema.deletedAt === undefined
      ? ''
      : ` where t.${dialect.quote(table.column(schema.deletedAt).name)} is null`
  return text.finish(
    `insert into ${name} as t (${columnList(dialect, schema.columns, '')}) values ${values.join(', ')} ` +
      `on conflict (${target.join(', ')}) do update set ${set || unchanged(table, target[0]!)}${active} ` +
      `returning ${columnList(dialect, returned, '')}`,
    table.summary('UPSERT'),
  )
}

/** With nothing to change the row is still locked and comes back. */
const unchanged = (_: RecordsTable, column: string): string => `${column} = t.${column}`

export const keyIsDeleted = ({ schema }: RecordsTable, action: string): HoldfastError =>
  new HoldfastError(
    'duplicate',
    `Cannot ${action}: the key belongs to a row that is soft-deleted; restore it or purge it first`,
    { table: schema.name, columns: schema.primaryKey },
  )
