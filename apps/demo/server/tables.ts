import { type Database, sql } from '@holdfast/core'
import type { Input } from '../scenarios/scenario.ts'

/** Empties what an earlier load left behind, so that every load begins alike. */
export const emptyStores = async (database: Database, { stores }: Input): Promise<void> => {
  for (const { name } of stores) await database.keyValue(name).clear()
}

/** Makes the tables anew. The names come from the scenarios' own source, never from a visitor. */
export const makeTables = async (database: Database, { tables }: Input): Promise<void> => {
  for (const { name, columns } of tables) {
    const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`)
    await database.run(sql.raw(`drop table if exists ${name}`))
    await database.run(sql.raw(`create table ${name} (${list.join(', ')})`))
  }
}
