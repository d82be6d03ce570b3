import type { Session } from '@holdfast/core'
import { type DrizzleOptions, instantText, loggerOf, relationsOf, Remote } from '@holdfast/core/drizzle'
import { type Column, type ExtractTablesWithRelations, is } from 'drizzle-orm'
import { PgDialect, PgTimestampString } from 'drizzle-orm/pg-core'
import { PgRemoteDatabase } from 'drizzle-orm/pg-proxy'
import { FarSession } from './drizzle-session.ts'
import { UtcDate } from './engine/utc-date.ts'
import { writeList } from './lists.ts'

export type { DrizzleOptions } from '@holdfast/core/drizzle'

/**
 * Drizzle over a session: on a database each statement commits by itself, on a transaction it belongs to that. Cheap: call it
 * wherever a session is at hand.
 *
 * Statements throw what raw SQL throws; `transaction()` is the session's, run once. Throws `TypeError` for a session of another
 * backend or an unknown option, `unsupported` for one without SQL.
 */
export const drizzle = <TSchema extends Record<string, unknown> = Record<string, never>>(
  session: Session,
  options: DrizzleOptions<TSchema> = {},
): PgRemoteDatabase<TSchema> => {
  const remote = new Remote(session, { backend: 'postgres', writeList, instant: instantOf }, options)
  const dialect = new PgDialect({ ...(options.casing !== undefined && { casing: options.casing }) })
  const relations = relationsOf(options.schema)
  const far = new FarSession<TSchema, ExtractTablesWithRelations<TSchema>>(remote, {
    dialect,
    relations,
    logger: loggerOf(options),
  })
  return new PgRemoteDatabase<TSchema>(dialect, far, relations)
}

/** A column in the mode `string` wants the server's text; of a `Date` it would make one with this process's time zone. */
const instantOf = (column: Column | undefined): ((instant: Date) => unknown) | undefined => {
  if (column === undefined) return (instant) => new UtcDate(instant)
  if (!is(column, PgTimestampString)) return undefined
  const { withTimezone } = column
  return (instant) => instantText(instant, withTimezone)
}
