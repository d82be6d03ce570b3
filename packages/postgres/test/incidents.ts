import {
  defineTable,
  integer,
  open,
  tenant,
  text,
  type Backend,
  type Database,
  type OpenOptions,
} from '@holdfast/core'
import { onTestFinished } from 'vitest'
import { postgres, type PostgresOptions } from '../src/index.ts'
import { plainDatabase } from './plain-role.ts'

/** A table whose rows belong to tenants. */
export const incidents = defineTable('incidents', {
  org: tenant(),
  id: text().primaryKey(),
  title: text(),
  severity: integer().default(0),
})

/** A database with that table, closed when the test ends. */
export const incidentsOn = async (backend: Backend, options?: OpenOptions): Promise<Database> => {
  const db = await open(backend, options)
  onTestFinished(() => db.close())
  await db.createTables([incidents])
  return db
}

/** The same on a database of its own with row-level security, as a role that is bound by it. */
export const guardedIncidents = async (options: PostgresOptions = {}): Promise<Database> =>
  incidentsOn(postgres({ url: await plainDatabase(), rowLevelSecurity: true, ...options }))
