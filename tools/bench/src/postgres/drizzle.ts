import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { bigint, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'

import type { Contender } from '../contender.ts'
import { keyOf, store, valueOf } from '../data.ts'
import { entryOf, tableName, valueIn } from '../entry-table.ts'

export const drizzlePostgres = (url: string): Contender => {
  const table = pgTable(
    tableName,
    {
      ns: text().notNull(),
      name: text().notNull(),
      key: text().notNull(),
      value: text().notNull(),
      num: bigint({ mode: 'number' }),
      version: text().notNull(),
      created_at: bigint({ mode: 'number' }).notNull(),
      updated_at: bigint({ mode: 'number' }).notNull(),
      expires_at: bigint({ mode: 'number' }),
    },
    ({ ns, name, key }) => [primaryKey({ columns: [ns, name, key] })],
  )
  const pool = new Pool({ connectionString: url, max: 10 })
  const database = drizzle({ client: pool })
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
    close: () => pool.end(),
  }
}
