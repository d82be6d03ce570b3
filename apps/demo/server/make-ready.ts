import { type Database, sql } from '@holdfast/core'
import type { Input } from '../scenarios/scenario.ts'

/**
 * Empties the stores and makes the tables anew, so that every load begins alike. The names come from the scenarios' own
 * source, never from a visitor.
 */
export const makeReady = async (database: Database, { stores, tables }: Input): Promise<void> => {
  for (const { name } of stores) await database.keyValue(name).clear()
  if (!database.capabilities.sql) return
  for (const { name, columns } of tables) {
    const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`)
    await database.run(sql.raw(`drop table if exists ${name}`))
    await database.run(sql.raw(`create table ${name} (${list.join(', ')})`))
  }
}
