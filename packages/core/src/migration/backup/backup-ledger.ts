import type { TableBackup } from '../../contracts/migrations.ts'
import type { Ask } from '../../database/ask.ts'
import type { Dialect, TableDefinition } from '../../database/dialect.ts'
import type { StoredColumn } from '../../database/proof-form.ts'
import { statement, type DriverCell } from '../../database/statement.ts'
import { HoldfastError } from '../../errors.ts'

/** How backups are written. A newer one is not read. */
const format = 1

export type { TableBackup }

/** With what it takes to make the table again. */
export interface KeptBackup extends TableBackup {
  readonly columns: readonly StoredColumn[]
  readonly definition: readonly Definition[]
}

export interface Definition {
  /** Before or after the rows are there. */
  readonly when: 'before' | 'after'
  readonly text: string
}

/** Which copies there are, and of what. */
export const backupTable: TableDefinition = {
  name: 'holdfast_backups',
  columns: [
    { name: 'name', type: 'text' },
    { name: 'source', type: 'text' },
    { name: 'version', type: 'bigint' },
    { name: 'line', type: 'text' },
    { name: 'created_at', type: 'bigint' },
    { name: 'row_count', type: 'bigint' },
    { name: 'hash', type: 'text' },
    { name: 'engine', type: 'text' },
    { name: 'format', type: 'bigint' },
    { name: 'columns', type: 'text' },
    { name: 'definition', type: 'text' },
  ],
  primaryKey: ['name'],
}

const list = backupTable.columns.map(({ name }) => name).join(', ')

export const makeBackupTable = async (ask: Ask, dialect: Dialect): Promise<void> => {
  for (const text of dialect.createTable(backupTable)) await ask(statement(text))
}

export const record = async (ask: Ask, dialect: Dialect, kept: KeptBackup): Promise<void> => {
  const { name, table, version, line, at, rows, hash, engine, columns, definition } = kept
  const about = [name, table, version, line, at.getTime(), rows, hash, engine, format]
  const values = [...about, JSON.stringify(columns), JSON.stringify(definition)]
  const marks = values.map((_, index) => dialect.placeholder(index + 1)).join(', ')
  await ask(statement(`insert into ${dialect.table(backupTable.name)} (${list}) values (${marks})`, values))
}

export const forget = async (ask: Ask, dialect: Dialect, name: string): Promise<void> => {
  const where = `name = ${dialect.placeholder(1)}`
  await ask(statement(`delete from ${dialect.table(backupTable.name)} where ${where}`, [name]))
}

/** The copies that there are, newest first. None where none was ever made. */
export const listBackups = async (ask: Ask, dialect: Dialect): Promise<readonly TableBackup[]> => {
  const there = await ask(dialect.proof.columnsOf(backupTable.name))
  if (there.length === 0) return []
  const rows = await ask(
    statement(`select ${list} from ${dialect.table(backupTable.name)} order by created_at desc, name desc`),
  )
  return rows.map(summary)
}

/** Throws `not-found` for a name that is not among the backups, and `schema` for one that a newer version has made. */
export const readBackup = async (ask: Ask, dialect: Dialect, name: string): Promise<KeptBackup> => {
  const there = await ask(dialect.proof.columnsOf(backupTable.name))
  const where = `name = ${dialect.placeholder(1)}`
  const [row] =
    there.length === 0
      ? []
      : await ask(statement(`select ${list} from ${dialect.table(backupTable.name)} where ${where}`, [name]))
  if (row === undefined)
    throw new HoldfastError('not-found', `Cannot restore from "${name}": it is no backup that was made here`)
  if (Number(row[8]) > format)
    throw new HoldfastError(
      'schema',
      `Cannot restore from "${name}": a newer version of Holdfast has made it; update the packages`,
    )
  return {
    ...summary(row),
    columns: JSON.parse(String(row[9])) as readonly StoredColumn[],
    definition: JSON.parse(String(row[10])) as readonly Definition[],
  }
}

const summary = (row: readonly DriverCell[]): TableBackup => {
  const [name, table, version, line, at, rows, hash, engine] = row
  return {
    name: String(name),
    table: String(table),
    version: Number(version),
    line: String(line),
    at: new Date(Number(at)),
    rows: Number(rows),
    hash: String(hash),
    engine: String(engine),
  }
}
