import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { Include } from '../../door/includes.ts'
import { checkOrder } from '../../door/order.ts'
import { identityOf } from '../../door/portable-text.ts'
import { allOf, type Predicate } from '../../door/predicate.ts'
import type { Reading } from '../../door/read-options.ts'
import { requireColumn } from '../../door/table.ts'
import { readRows, wholeReading, type RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'

/** Values looked for in one statement. */
const valuesAtOnce = 1_000

/** The columns that are asked for, and those by which rows are joined. */
export const neededColumns = (
  schema: TableSchema,
  { columns, includes }: Reading,
): readonly ColumnSchema[] => {
  const needed = includes
    .flatMap(({ own }) => own)
    .map((property) => requireColumn(schema, property, 'include rows'))
  return [...new Set([...columns, ...needed])]
}

/** Joins to each row what `with` asks for: one more statement for each entry, not one for each row. */
export const includeRows = async (
  table: RecordsTable,
  rows: readonly RecordRow[],
  { columns, includes }: Reading,
  call: Call,
): Promise<RecordRow[]> => {
  const shown = rows.map((row) => pick(row, columns))
  for (const include of includes) {
    const joined = await joinedRows(table, rows, include, call)
    for (const [index, row] of rows.entries()) {
      const key = joinKey(row, include.own)
      const found = key === undefined ? [] : (joined.get(key) ?? [])
      // Rows that refer to one row each get a copy of their own.
      shown[index]![include.name] = include.isMany
        ? found.map(copy)
        : found.length === 0
          ? null
          : copy(found[0]!)
    }
  }
  return shown
}

const joinedRows = async (
  table: RecordsTable,
  rows: readonly RecordRow[],
  { schema, tenant, own, other }: Include,
  call: Call,
): Promise<ReadonlyMap<string, RecordRow[]>> => {
  const target = table.other(schema, tenant)
  const joined = new Map<string, RecordRow[]>()
  const wanted = new Map<string, RecordRow>()
  for (const row of rows) {
    const key = joinKey(row, own)
    if (key !== undefined) wanted.set(key, row)
  }
  const sources = [...wanted.values()]
  for (let at = 0; at < sources.length; at += valuesAtOnce) {
    const part = sources.slice(at, at + valuesAtOnce)
    const where = allOf(other.map((property, index) => isAmong(target, property, part, own[index]!)))
    const listing = {
      reading: wholeReading(target, 'active'),
      where,
      order: checkOrder(schema, undefined, call.action),
    }
    for (const row of await readRows(target, { ...listing, limit: mostRows }, schema.columns, call)) {
      const key = joinKey(row, other)!
      const twins = joined.get(key)
      if (twins === undefined) joined.set(key, [row])
      else twins.push(row)
    }
  }
  return joined
}

/** A bound that is none: every statement has the same text. */
const mostRows = Number.MAX_SAFE_INTEGER

/** Column by column: pairs that do not belong together are sorted out by the join key. */
const isAmong = (
  target: RecordsTable,
  property: string,
  rows: readonly RecordRow[],
  own: string,
): Predicate => {
  const values = new Map(
    rows.map((row) => [identityOf([row[own] as ColumnValue]), row[own] as Exclude<ColumnValue, null>]),
  )
  return { op: 'in', column: target.column(property), values: [...values.values()] }
}

const joinKey = (row: RecordRow, properties: readonly string[]): string | undefined => {
  const values = properties.map((property) => row[property] as ColumnValue)
  return values.includes(null) ? undefined : identityOf(values)
}

const pick = (row: RecordRow, columns: readonly ColumnSchema[]): RecordRow =>
  Object.fromEntries(columns.map(({ property }) => [property, row[property]]))

const copy = (row: RecordRow): RecordRow => structuredClone(row)
