import type { Session } from '@holdfast/core'
import { type KyselyOptions, lockMigrations, SessionDriver, unlockMigrations } from '@holdfast/core/kysely'
import { Kysely, PostgresAdapter, PostgresQueryCompiler } from 'kysely'
import { Introspector } from './engine/introspector.ts'
import { writeList } from './lists.ts'

export type { KyselyOptions } from '@holdfast/core/kysely'

/**
 * Kysely, as it writes for PostgreSQL, over a session: on a database each statement commits by itself, on a transaction it belongs to that. Cheap: call it
 * wherever a session is at hand. `destroy()` closes nothing.
 *
 * Statements throw what raw SQL throws; so do transactions begun through Kysely, which run once, with Holdfast's bounds.
 * Throws `TypeError` for a session of another backend or an unknown option, `unsupported` for one without SQL.
 */
export const kysely = <Schema>(session: Session, options: KyselyOptions = {}): Kysely<Schema> => {
  const driver = new SessionDriver(session, { backend: 'duckdb', writeList }, options)
  return new Kysely<Schema>({
    dialect: {
      createDriver: () => driver,
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createAdapter: () => new Adapter(),
      createIntrospector: (database) => new Introspector(database),
    },
    ...(options.plugins !== undefined && { plugins: options.plugins }),
    ...(options.log !== undefined && { log: options.log }),
  })
}

/** Migrations run in one transaction, which holds the one writer; another process cannot open the file at all. */
class Adapter extends PostgresAdapter {
  override acquireMigrationLock(database: Kysely<never>): Promise<void> {
    return lockMigrations(database)
  }

  override releaseMigrationLock(database: Kysely<never>): Promise<void> {
    return unlockMigrations(database)
  }
}
