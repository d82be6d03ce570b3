import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

import type { Contender } from '../contender.ts'
import { keyOf, store, valueOf } from '../data.ts'
import { entryOf, tableName, valueIn } from '../entry-table.ts'
import { openHandle } from './handle.ts'

export const drizzleSqlite = (file: string): Contender => {
  const table = sqliteTable(
    tableName,
    {
      ns: text().notNull(),
      name: text().notNull(),
      key: text().notNull(),
      value: text().notNull(),
      num: integer(),
      version: text().notNull(),
      created_at: integer().notNull(),
      updated_at: integer().notNull(),
      expires_at: integer(),
    },
    ({ ns, name, key }) => [primaryKey({ columns: [ns, name, key] })],
  )
  const handle = openHandle(file)
  const database = drizzle({ client: handle })
  const { ns, name, key } = table
  return {
    name: 'Drizzle',
    get: async (index) => {
      const rows = await database
        .select({ key, value: table.value, expires_at: table.expires_at })
        .from(table)
        .where(and(eq(ns, ''), eq(name, store), eq(key, keyOf(index))))
      return valueIn(rows[0])
    },
    set: async (index) => {
      const entry = entryOf(store, keyOf(index), valueOf(index))
      const { value, num, version, updated_at, expires_at } = entry
      const set = { value, num, version, updated_at, expires_at }
      await database
        .insert(table)
        .values(entry)
        .onConflictDoUpdate({ target: [ns, name, key], set })
    },
    close: async () => {
      handle.close()
    },
  }
}
