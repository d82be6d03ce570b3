import { createHash } from 'node:crypto'
import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { StoredColumn } from '../../database/proof-form.ts'
import type { DriverCell } from '../../database/statement.ts'
import { HoldfastError } from '../../errors.ts'

/** What a table held. */
export interface Measure {
  readonly rows: number
  /**
   * Equal for the same rows in any order, in the same columns in the same order, of the same types. To be compared with
   * another one of the same engine and version only.
   */
  readonly hash: string
}

/**
 * Measures the named columns of a table, all of them unless told, in one statement that reads the table once, in flat memory.
 * Names of columns are no part of the hash, so that a column can be followed through a new name. Throws `no-table` and
 * `no-column`.
 */
export const measureTable = async (
  ask: Ask,
  dialect: Dialect,
  table: string,
  columns?: readonly string[],
): Promise<Measure> => measureColumns(ask, dialect, table, await storedColumns(ask, dialect, table, columns))

/** The columns of a table with their types, or those that are named, in the order in which they are. */
export const storedColumns = async (
  ask: Ask,
  dialect: Dialect,
  table: string,
  names?: readonly string[],
): Promise<readonly StoredColumn[]> => {
  const all = await columnsIfAny(ask, dialect, table)
  if (all === undefined)
    throw new HoldfastError('no-table', `Cannot measure "${table}": there is no such table`)
  return (names ?? all.map(({ name }) => name)).map((name) => {
    const column = all.find((other) => other.name === name)
    if (column !== undefined) return column
    throw new HoldfastError(
      'no-column',
      `Cannot measure "${table}": it has no column "${name}" that holds data`,
    )
  })
}

/** `undefined` when there is no such table. */
export const columnsIfAny = async (
  ask: Ask,
  dialect: Dialect,
  table: string,
): Promise<readonly StoredColumn[] | undefined> => {
  const rows = await ask(dialect.proof.columnsOf(table))
  if (rows.length === 0) return undefined
  return rows.map(([name, type, mark]) => ({
    name: String(name),
    type: String(type),
    mark: mark == null ? undefined : String(mark),
  }))
}

/** As `measureTable`, for whoever knows the columns. */
export const measureColumns = async (
  ask: Ask,
  dialect: Dialect,
  table: string,
  columns: readonly StoredColumn[],
): Promise<Measure> => {
  const [row = []] = await ask(dialect.proof.measure(table, columns))
  const [rows, ...sums] = row
  return { rows: Number(rows), hash: digest(sums) }
}

const digest = (sums: readonly DriverCell[]): string =>
  createHash('sha256')
    .update(JSON.stringify(sums.map(String)))
    .digest('hex')
    .slice(0, 32)
