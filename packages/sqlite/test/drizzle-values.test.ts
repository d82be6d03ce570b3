import { sql } from '@holdfast/core'
import { blob, integer, numeric, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

const kinds = sqliteTable('kinds', {
  whole: integer(),
  flag: integer({ mode: 'boolean' }),
  seconds: integer({ mode: 'timestamp' }),
  millis: integer({ mode: 'timestamp_ms' }),
  fraction: real(),
  words: text(),
  document: text({ mode: 'json' }).$type<unknown>(),
  digits: numeric(),
  bytes: blob({ mode: 'buffer' }),
  bytesDocument: blob({ mode: 'json' }).$type<unknown>(),
  large: blob({ mode: 'bigint' }),
})

const row: typeof kinds.$inferInsert = {
  whole: 2 ** 53 - 1,
  flag: true,
  seconds: new Date(1_700_000_000_000),
  millis: new Date(1_700_000_000_123),
  fraction: 1.5,
  words: 'x',
  document: { a: ['"1"', null] },
  digits: '12.50',
  bytes: Buffer.from([0, 255]),
  bytesDocument: { a: 1 },
  large: 2n ** 70n,
}

const openKinds = async (): Promise<Awaited<ReturnType<typeof openShop>>> => {
  const db = await openShop()
  await db.run(sql`
    create table kinds (whole integer, flag integer, seconds integer, millis integer, fraction real, words text,
      document text, digits numeric, bytes blob, bytesDocument blob, large blob)`)
  return db
}

test('drizzle() gives back every kind of column as it was given', async () => {
  const d = drizzle(await openKinds(), { schema: { kinds } })
  await d.insert(kinds).values(row)
  // A numeric column of this engine holds a number, whose last zero means nothing.
  expect(await d.select().from(kinds)).toEqual([{ ...row, digits: '12.5' }])
  expect(await d.query.kinds.findMany()).toEqual(await d.select().from(kinds))
  await d.delete(kinds)
  await d.insert(kinds).values({})
  const nothing = Object.fromEntries(Object.keys(row).map((name) => [name, null]))
  expect(await d.select().from(kinds)).toEqual([nothing])
})
