import type { Session } from '@holdfast/core'
import { type DrizzleOptions, loggerOf, relationsOf, Remote } from '@holdfast/core/drizzle'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import { FarSession } from './drizzle-session.ts'
import { writeList } from './lists.ts'

export type { DrizzleOptions } from '@holdfast/core/drizzle'

/**
 * Drizzle over a session: on a database each statement commits by itself, on a transaction it belongs to that. Cheap: call it
 * wherever a session is at hand.
 *
 * Statements throw what raw SQL throws; `transaction()` is the session's, run once. `batch()` throws `unsupported`.
 * Throws `TypeError` for a session of another backend or an unknown option, `unsupported` for one without SQL.
 */
export const drizzle = <TSchema extends Record<string, unknown> = Record<string, never>>(
  session: Session,
  options: DrizzleOptions<TSchema> = {},
): SqliteRemoteDatabase<TSchema> => {
  const remote = new Remote(session, { backend: 'sqlite', writeList }, options)
  const dialect = new SQLiteAsyncDialect({ ...(options.casing !== undefined && { casing: options.casing }) })
  const relations = relationsOf(options.schema)
  const far = new FarSession<TSchema, ExtractTablesWithRelations<TSchema>>(remote, {
    dialect,
    relations,
    logger: loggerOf(options),
  })
  return new SqliteRemoteDatabase<TSchema>('async', dialect, far, relations)
}
