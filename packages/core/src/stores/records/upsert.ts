import type { ColumnSchema } from '../../contracts/table.ts'
import type { Statement } from '../../database/statement.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { UpsertCall, UpsertRow } from '../../door/upsert-call.ts'
import { hasTombstone, tombstone } from '../../door/tombstone.ts'
import { HoldfastError } from '../../errors.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { requireChecks } from './upsert-checks.ts'
import { capturing } from '../changes/capture.ts'
import { anyOf, type Predicate } from '../../door/predicate.ts'
import { exactRows } from './exact-rows.ts'
import { keyOf, sameKey } from './insert.ts'
import { keyText, writeOne } from './keyed-statement.ts'
import type { RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { together } from './together.ts'
import { beforeUpsert, looksAtReferences } from './references/before-upsert.ts'
import { columnList, wholeRowReader } from './row-reader.ts'
import { rowsText } from './rows-text.ts'
import { stampNow, stampRow, type Stamped } from './stamps.ts'
import { assignments } from './update.ts'

/** Inserts a row, or changes the active one that exists, and gives it back. */
export const upsertRow = async (
  table: RecordsTable,
  given: UpsertRow,
  { on, ...call }: UpsertCall,
): Promise<RecordRow> => {
  const stamped = stampRow(table, given.row, stampNow(table))
  const upserting = { ...given, on }
  const run = (outer: RecordsTable): Promise<RecordRow> =>
    capturing(outer, call, meant(outer, [stamped], on), write, 'upsert')
  const write = async (inside: RecordsTable): Promise<RecordRow> => {
    requireChecks(inside, [stamped], call)
    const statement = upsertStatement(inside, [stamped], upserting, inside.schema.columns)
    const cells = await writeOne(inside, statement, keyText(keyOf(inside, stamped)), call)
    if (cells === undefined) throw inside.executor.fail(keyIsDeleted(inside, call.action))
    return wholeRowReader(inside)(cells)
  }
  if (!looksAtReferences(table, upserting)) return run(table)
  return together(table, call.signal, async (inside) => {
    await beforeUpsert(inside, upserting, [stamped as readonly ColumnValue[]], call)
    return run(inside)
  })
}

/** The rows that may be changed or made: those with the values in the columns of `on`, and those with the keys. */
export const meant = (
  table: RecordsTable,
  rows: readonly (readonly Stamped[])[],
  on: readonly ColumnSchema[],
): Predicate => {
  const { columns } = table.schema
  const named = rows.map((row) =>
    Object.fromEntries(on.map((column) => [column.property, row[columns.indexOf(column)]])),
  )
  // A null is never the same.
  const same = named.filter((row) => !Object.values(row).includes(null))
  return anyOf([sameKey(table, rows), ...(same.length === 0 ? [] : [exactRows(on, same)])])
}

/** What becomes of a row that exists: `changes`, and in the columns of `take` what the new row has; with neither it stays as it is. */
export interface Upserting extends Pick<UpsertRow, 'take' | 'changes'> {
  readonly on: readonly ColumnSchema[]
}

/** One statement for rows that differ in the columns of `on`. Only active rows are changed; how many, or what is returned, tells which. */
export const upsertStatement = (
  table: RecordsTable,
  rows: readonly (readonly Stamped[])[],
  { on, take, changes }: Upserting,
  returned?: readonly ColumnSchema[],
): Statement => {
  const { schema, dialect, name } = table
  const text = new StatementText(dialect)
  const values = rowsText(table, text, rows)
  const target = on.map((column) => dialect.quote(column.name))
  const isKey = on.every((column) => table.key.includes(column))
  // The tombstone tells the active row from its deleted twins.
  if (!isKey && hasTombstone(schema)) target.push(dialect.quote(tombstone))
  const replaced = take.map(({ name }) => `${dialect.quote(name)} = excluded.${dialect.quote(name)}`)
  // With nothing to change the row is still locked, and comes back.
  const set =
    changes.length + take.length === 0
      ? `${target[0]!} = t.${target[0]!}`
      : [...replaced, assignments(table, text, changes)].filter((part) => part !== '').join(', ')
  const active =
    schema.deletedAt === undefined
      ? ''
      : ` where t.${dialect.quote(table.column(schema.deletedAt).name)} is null`
  return text.finish(
    `insert into ${name} as t (${columnList(dialect, schema.columns, '')}) ${values} ` +
      `on conflict (${target.join(', ')}) do update set ${set}${active}` +
      (returned === undefined ? '' : ` returning ${columnList(dialect, returned, '')}`),
    table.summary('UPSERT'),
  )
}

export const keyIsDeleted = ({ schema }: RecordsTable, action: string): HoldfastError =>
  new HoldfastError(
    'duplicate',
    `Cannot ${action}: the key belongs to a row that is soft-deleted; restore it or purge it first`,
    { table: schema.name, columns: schema.primaryKey },
  )
