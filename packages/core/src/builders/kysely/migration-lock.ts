import type { Kysely } from 'kysely'
import { SessionConnection } from './connection.ts'

/**
 * For `acquireMigrationLock` of an adapter: begins one transaction for all migrations, in which Kysely's own transaction then
 * takes part. `statement` takes a lock that falls with the transaction; without one the engine's single writer is the lock.
 */
export const lockMigrations = (database: Kysely<never>, statement?: string): Promise<void> =>
  connectionOf(database, (connection) => connection.transactions.lock(statement))

/** For `releaseMigrationLock`: commits the migrations, or undoes them when one failed. */
export const unlockMigrations = (database: Kysely<never>): Promise<void> =>
  connectionOf(database, (connection) => connection.transactions.unlock())

const connectionOf = (
  database: Kysely<never>,
  use: (connection: SessionConnection) => Promise<void>,
): Promise<void> =>
  database.getExecutor().provideConnection((connection) => {
    if (connection instanceof SessionConnection) return use(connection)
    throw new TypeError('Cannot migrate: the Migrator must be given what kysely(db) returned')
  })
