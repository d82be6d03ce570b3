import { randomBytes } from 'node:crypto'
import { HoldfastError, statement, type Driver, type ScratchCopies } from '@holdfast/core'
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
    const database = `holdfast_rehearsal_${randomBytes(6).toString('hex')}`
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
