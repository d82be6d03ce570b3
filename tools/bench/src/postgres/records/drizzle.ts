import { and, asc, eq, gt, gte } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { bigint, index, boolean, doublePrecision, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'

import type { RecordsContender } from '../../records/contender.ts'
import { newPeople, slices, someId, wanted } from '../../records/data.ts'
import { excluded } from '../../records/excluded.ts'
import { pageWalk } from '../../records/page-walk.ts'

const columns = {
  id: uuid().primaryKey(),
  email: text().notNull(),
  name: text().notNull(),
  country: text().notNull(),
  age: bigint({ mode: 'number' }).notNull(),
  score: doublePrecision().notNull(),
  isActive: boolean('is_active').notNull(),
  note: text(),
  joinedAt: timestamp('joined_at', { withTimezone: true, precision: 3 }).notNull(),
}
const people = pgTable('people', columns, (table) => [index('by_country').on(table.country, table.id)])
const imports = pgTable('imports', columns)
const rowsAtOnce = 1_000

const { id: _, ...changed } = columns
const replaced = excluded(Object.keys(changed))

export const drizzlePostgresRecords = (url: string): RecordsContender => {
  const pool = new Pool({ connectionString: url, max: 10 })
  const database = drizzle({ client: pool })
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
    insertMany: (rows) =>
      database.transaction(async (transaction) => {
        for (const slice of slices(rows, rowsAtOnce)) await transaction.insert(imports).values([...slice])
      }),
    upsertMany: (rows) =>
      database.transaction(async (transaction) => {
        for (const slice of slices(rows, rowsAtOnce))
          await transaction
            .insert(imports)
            .values([...slice])
            .onConflictDoUpdate({ target: imports.id, set: replaced })
      }),
    close: () => pool.end(),
  }
}
