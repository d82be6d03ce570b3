import type { Dialect } from '../database/dialect.ts'
import type { Connection, Driver } from '../database/driver.ts'
import { toError } from '../database/failure.ts'
import { statement } from '../database/statement.ts'
import { HoldfastError } from '../errors.ts'
import { journalTable, readJournal, recordMigration } from './journal.ts'
import type { Migration } from './migration.ts'
import { planInstall, type Applied } from './plan.ts'

const action = 'make the tables of the stores'

/** How long an opener waits for another one that is making the tables. Milliseconds. */
const lockTimeout = 30_000

export interface Install {
  readonly driver: Driver
  readonly dialect: Dialect
  readonly migrations: readonly Migration[]
  readonly mode: 'install' | 'check'
  readonly time: () => number | null
  readonly lease: <R>(kind: 'read' | 'exclusive', body: (connection: Connection) => Promise<R>) => Promise<R>
}

/** Makes what is missing, once, whoever else opens at the same moment. A database that is complete costs one read. */
export const install = async (parts: Install): Promise<void> => {
  const missing = await parts.lease('read', async (connection) =>
    planInstall(parts.migrations, await applied(connection, parts)),
  )
  if (missing.length === 0) return
  if (parts.mode === 'check') {
    const names = missing.flatMap(({ tables }) => tables.map(({ name }) => name)).join(', ')
    throw new HoldfastError(
      'schema',
      `Cannot open with schema "check": these tables are missing: ${names}; open once with schema "install"`,
    )
  }
  await parts.lease('exclusive', (connection) => apply(connection, parts))
}

/** What the journal says; nothing when there is none. Only reading can tell, and a failed read inside a transaction would end it. */
const applied = async (
  connection: Connection,
  { driver, dialect }: Pick<Install, 'driver' | 'dialect'>,
): Promise<readonly Applied[]> => {
  try {
    const { rows } = await connection.execute(readJournal(dialect))
    return rows.map(([line, version]) => ({ line: String(line), version: Number(version) }))
  } catch (error) {
    if (driver.failure(error, 'statement').code === 'no-table') return []
    throw toError(driver, error, 'statement', 'read the journal of Holdfast’s tables')
  }
}

const apply = async (
  connection: Connection,
  { driver, dialect, migrations, time }: Install,
): Promise<void> => {
  try {
    const begin = connection.begin({ isolation: 'read-committed', readOnly: false, lockTimeout })
    for (const opening of [...begin, ...dialect.prepareInstall]) await connection.execute(opening)
    for (const text of dialect.createTable(journalTable)) await connection.execute(statement(text))
    const { rows } = await connection.execute(readJournal(dialect))
    const done = rows.map(([line, version]) => ({ line: String(line), version: Number(version) }))
    for (const migration of planInstall(migrations, done)) {
      for (const text of migration.tables.flatMap((table) => dialect.createTable(table)))
        await connection.execute(statement(text))
      await connection.execute(recordMigration(dialect, migration, time()))
    }
    await connection.execute(statement('COMMIT'))
  } catch (error) {
    const failure = toError(driver, error, 'statement', action)
    if (connection.inTransaction) await connection.pipeline([statement('ROLLBACK')])
    throw failure
  }
}
