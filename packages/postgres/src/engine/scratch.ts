import { randomBytes } from 'node:crypto'
import { HoldfastError, statement, type Driver, type ScratchCopies, type SendAlone } from '@holdfast/core'
import type { Settings } from '../options.ts'
import type { Pool } from './pool.ts'
import { quote } from './quote.ts'

/**
 * A database from the template of this one. The server makes it only while nobody else is connected to this one, and only for a role that may make
 * databases; it waits a few seconds for others to leave.
 */
export const scratchOf = (
  pool: Pool,
  settings: Settings,
  open: (settings: Settings) => Promise<Driver>,
): ScratchCopies => ({
  size: async (send) => {
    const { rows } = await send(statement('select pg_database_size(current_database())::text'))
    return Number(rows[0]![0])
  },
  make: async (send) => {
    await pool.endIdle()
    const now = Math.floor(Date.now() / 1_000)
    await dropLeftOver(send, now)
    const database = `${prefix}${now}_${randomBytes(6).toString('hex')}`
    try {
      await send(statement(`create database ${quote(database)} template ${quote(settings.database)}`))
    } catch (cause) {
      throw refused(cause)
    }
    const drop = (): Promise<unknown> => send(statement(`drop database ${quote(database)} with (force)`))
    try {
      const copy = await open({ ...settings, database, max: Math.max(2, settings.max), min: 0 })
      const close = async (): Promise<void> => {
        try {
          await copy.close()
        } finally {
          await drop()
        }
      }
      return { ...copy, close }
    } catch (error) {
      await drop()
      throw error
    }
  },
})

const prefix = 'holdfast_rehearsal_'
/** A copy that nobody is connected to may still be about to be used; after so many seconds its process was killed. */
const longestUnused = 86_400

/** Drops the copies of this role whose process could not: the name says when they were made. */
const dropLeftOver = async (send: SendAlone, now: number): Promise<void> => {
  const { rows } = await send(
    statement(
      `select datname from pg_database d where datname ~ '^${prefix}[0-9]+_' and pg_get_userbyid(datdba) = current_user ` +
        `and split_part(substr(datname, ${prefix.length + 1}), '_', 1)::bigint < $1 and not exists (select 1 from pg_stat_activity a where a.datid = d.oid)`,
      [now - longestUnused],
    ),
  )
  for (const [name] of rows) await send(statement(`drop database if exists ${quote(String(name))}`))
}

const reasons: Readonly<Record<string, string>> = {
  '55006': 'others are connected to it; try again when they are gone, or with a copy of your own',
  '42501': 'the role may not make databases; give it CREATEDB, or try it on a copy of your own',
}

const refused = (cause: unknown): unknown => {
  const code = cause instanceof Error ? (cause.cause as { code?: string } | undefined)?.code : undefined
  const why = reasons[code ?? '']
  return why === undefined
    ? cause
    : new HoldfastError('in-use', `Cannot copy the database on its server: ${why}`, { cause })
}
