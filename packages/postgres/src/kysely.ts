import type { Session } from '@holdfast/core'
import { type KyselyOptions, lockMigrations, SessionDriver, unlockMigrations } from '@holdfast/core/kysely'
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { writeList } from './lists.ts'

export type { KyselyOptions } from '@holdfast/core/kysely'

/**
 * Kysely over a session: on a database each statement commits by itself, on a transaction it belongs to that. Cheap: call it
 * wherever a session is at hand. `destroy()` closes nothing.
 *
 * Statements throw what raw SQL throws; so do transactions begun through Kysely, which run once, with Holdfast's bounds.
 * Throws `TypeError` for a session of another backend or an unknown option, `unsupported` for one without SQL.
 */
export const kysely = <Schema>(session: Session, options: KyselyOptions = {}): Kysely<Schema> => {
  const driver = new SessionDriver(session, { backend: 'postgres', writeList }, options)
  return new Kysely<Schema>({
    dialect: {
      createDriver: () => driver,
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createAdapter: () => new Adapter(),
      createIntrospector: (database) => new PostgresIntrospector(database),
    },
    ...(options.plugins !== undefined && { plugins: options.plugins }),
    ...(options.log !== undefined && { log: options.log }),
  })
}

/** The number that Kysely's own migrations lock, so that a host with another driver is kept out too. */
const migrationLock = '3853314791062309107'

/** A lock that falls with the transaction needs no session of its own, which a pooler would not give. */
class Adapter extends PostgresAdapter {
  override acquireMigrationLock(database: Kysely<never>): Promise<void> {
    return lockMigrations(database, `select pg_advisory_xact_lock(${migrationLock})`)
  }

  override releaseMigrationLock(database: Kysely<never>): Promise<void> {
    return unlockMigrations(database)
  }
}
