import type { Ask, Attempt } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { StoredColumn } from '../../database/proof-form.ts'
import { HoldfastError } from '../../errors.ts'
import { columnsIfAny, measureColumns, type Measure } from './measure-table.ts'
import type { BrokenReference, Declared, StockRenames, Stock, TableStock } from './stock.ts'

/**
 * Measures what must not change: the named tables, except those that are declared whole, and their columns, except those
 * that are declared. A table that is not there is noted as such. Run it and its counterpart in one transaction, or where
 * nobody else writes. One read of each table.
 */
export const takeStock = async (
  ask: Ask,
  dialect: Dialect,
  tables: readonly string[],
  declared: readonly Declared[] = [],
): Promise<Stock> => ({
  tables: await stockOf(ask, dialect, tables, declared),
  broken: await brokenReferences(ask, dialect),
})

/** As `takeStock`, without a look at references. */
export const stockOf = async (
  ask: Ask,
  dialect: Dialect,
  tables: readonly string[],
  declared: readonly Declared[],
): Promise<readonly TableStock[]> => {
  const stocks: TableStock[] = []
  for (const table of tables) {
    const said = declared.filter((other) => other.table === table)
    if (said.some(({ columns }) => columns === undefined)) continue
    const changed = new Set(said.flatMap(({ columns = [] }) => columns))
    const present = await columnsIfAny(ask, dialect, table)
    const columns = (present ?? []).filter(({ name }) => !changed.has(name))
    stocks.push({
      table,
      columns,
      missing: [],
      ...(present === undefined ? {} : { measure: await measureColumns(ask, dialect, table, columns) }),
    })
  }
  return stocks
}

/**
 * Measures again what `before` holds, under the new names where there are such. The result speaks of the former ones. Where a column has another type now,
 * its values are the same when they come back the same from the former one; `attempt` is for casts that fail.
 */
export const retakeStock = async (
  ask: Ask,
  dialect: Dialect,
  before: Stock,
  renames: StockRenames = {},
  attempt: Attempt = (work) => work(ask),
): Promise<Stock> => ({
  tables: await stockAgain(ask, dialect, before.tables, renames, attempt),
  broken: await brokenReferences(ask, dialect),
})

/** As `retakeStock`, without a look at references. */
export const stockAgain = async (
  ask: Ask,
  dialect: Dialect,
  before: readonly TableStock[],
  renames: StockRenames,
  attempt: Attempt,
): Promise<readonly TableStock[]> => {
  const stocks: TableStock[] = []
  for (const former of before) {
    const { table } = former
    const present = await columnsIfAny(ask, dialect, renames.tables?.[table] ?? table)
    const called = renames.columns?.[table] ?? {}
    const now = former.columns.map(({ name }) => ({
      name,
      column: present?.find((other) => other.name === (called[name] ?? name)),
    }))
    const columns = now.flatMap(({ column }) => column ?? [])
    const missing = now.filter(({ column }) => column === undefined).map(({ name }) => name)
    stocks.push({
      table,
      columns,
      missing: present === undefined ? [] : missing,
      ...(present === undefined
        ? {}
        : {
            measure: await measureAgain(
              { ask, dialect, attempt },
              renames.tables?.[table] ?? table,
              columns,
              former,
            ),
          }),
    })
  }
  return stocks
}

const measureAgain = async (
  { ask, dialect, attempt }: { readonly ask: Ask; readonly dialect: Dialect; readonly attempt: Attempt },
  table: string,
  columns: readonly StoredColumn[],
  before: TableStock,
): Promise<Measure> => {
  const now = await measureColumns(ask, dialect, table, columns)
  const { measure } = before
  if (measure === undefined || now.rows !== measure.rows || now.hash === measure.hash) return now
  // No column is missing, or the hashes could not be compared.
  if (columns.length < before.columns.length) return now
  const typed = columns.map((column, index) => {
    const { type, mark } = before.columns[index]!
    return column.type === type ? column : { ...column, former: { type, mark } }
  })
  if (typed.every(({ former }) => former === undefined)) return now
  try {
    const back = await attempt((inner) => measureColumns(inner, dialect, table, typed))
    return back.rows === measure.rows && back.hash === measure.hash ? back : now
  } catch (error) {
    // A value that is none of the former type is another one.
    if (error instanceof HoldfastError) return now
    throw error
  }
}

/** Rows that refer to rows that are not there. None where the engine cannot hold such rows. */
export const brokenReferences = async (ask: Ask, dialect: Dialect): Promise<readonly BrokenReference[]> => {
  const { brokenReferences: question } = dialect.proof
  if (question === undefined) return []
  const rows = await ask(question)
  return rows.map(([table, parent, count]) => ({
    table: String(table),
    parent: String(parent),
    rows: Number(count),
  }))
}
