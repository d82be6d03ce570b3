import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { HoldfastError } from '../../errors.ts'
import { measureColumns, storedColumns } from '../proof/measure-table.ts'
import {
  makeBackupTable,
  record,
  type Definition,
  type KeptBackup,
  type TableBackup,
} from './backup-ledger.ts'
import { backupName } from './backup-name.ts'

export interface BackupRequest {
  readonly table: string
  readonly version: number
  readonly line: string
  readonly at: Date
  /** The engine with its version, to which the hash belongs. */
  readonly engine: string
}

/**
 * Copies a table within its database: values with exactly their types, and beside them what makes the table again. The copy is
 * measured and must equal the table before this resolves; else it throws `corrupt`. Run it inside a transaction: what is not
 * committed has never been. Reads the table three times.
 */
export const backUpTable = async (
  ask: Ask,
  dialect: Dialect,
  { table, version, line, at, engine }: BackupRequest,
): Promise<TableBackup> => {
  const columns = await storedColumns(ask, dialect, table)
  await makeBackupTable(ask, dialect)
  const definition: Definition[] = []
  for (const question of dialect.backup.definition(table, columns))
    for (const [when, text] of await ask(question))
      definition.push({ when: when === 'before' ? 'before' : 'after', text: String(text) })
  const before = await measureColumns(ask, dialect, table, columns)
  const name = backupName(dialect, table, version, at)
  for (const statement of dialect.backup.copyTable(table, name, columns)) await ask(statement)
  const copied = await measureColumns(ask, dialect, name, await copiedColumns(ask, dialect, name, columns))
  if (copied.rows !== before.rows || copied.hash !== before.hash)
    throw new HoldfastError(
      'corrupt',
      `Cannot back up "${table}": the copy holds something else than the table; nothing was changed`,
    )
  const made: TableBackup = { name, table, version, line, at, engine, ...before }
  await record(ask, dialect, { ...made, columns, definition })
  return made
}

/** The columns of a copy, with what is known of the table where that decides how values are measured. */
export const copiedColumns = async (
  ask: Ask,
  dialect: Dialect,
  copy: string,
  columns: KeptBackup['columns'],
): Promise<KeptBackup['columns']> =>
  storedColumns(
    ask,
    dialect,
    copy,
    columns.map(({ name }) => name),
  )
