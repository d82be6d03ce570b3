import { and, asc, eq, gt, gte } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

import type { RecordsContender } from '../../records/contender.ts'
import { newPeople, slices, someId, wanted } from '../../records/data.ts'
import { excluded } from '../../records/excluded.ts'
import { pageWalk } from '../../records/page-walk.ts'
import { openHandle } from '../handle.ts'

const columns = {
  id: text().primaryKey(),
  email: text().notNull(),
  name: text().notNull(),
  country: text().notNull(),
  age: integer().notNull(),
  score: real().notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
  note: text(),
  joinedAt: integer('joined_at', { mode: 'timestamp_ms' }).notNull(),
}
const people = sqliteTable('people', columns, (table) => [index('by_country').on(table.country, table.id)])
const imports = sqliteTable('imports', columns)
const rowsAtOnce = 200

const { id: _, ...changed } = columns
const replaced = excluded(Object.keys(changed))

export const drizzleSqliteRecords = (file: string): RecordsContender => {
  const handle = openHandle(file)
  const database = drizzle({ client: handle })
  const newPerson = newPeople()
  const get = async (index: number): Promise<unknown> =>
    (
      await database
        .select()
        .from(people)
        .where(eq(people.id, someId(index)))
    )[0]
  const insert = async (): Promise<void> => {
    await database.insert(people).values(newPerson())
  }
  return {
    name: 'Drizzle',
    insert,
    get,
    page: pageWalk((after) =>
      database
        .select()
        .from(people)
        .where(and(eq(people.country, wanted.country), gte(people.age, wanted.age), gt(people.id, after)))
        .orderBy(asc(people.id))
        .limit(wanted.rows),
    ),
    shared: { insert, get },
    batches: { insert: false, get: false },
    clear: async () => {
      await database.delete(imports)
    },
    insertMany: async (rows) =>
      database.transaction((transaction) => {
        for (const slice of slices(rows, rowsAtOnce))
          transaction
            .insert(imports)
            .values([...slice])
            .run()
      }),
    upsertMany: async (rows) =>
      database.transaction((transaction) => {
        for (const slice of slices(rows, rowsAtOnce))
          transaction
            .insert(imports)
            .values([...slice])
            .onConflictDoUpdate({ target: imports.id, set: replaced })
            .run()
      }),
    close: async () => {
      handle.close()
    },
  }
}
