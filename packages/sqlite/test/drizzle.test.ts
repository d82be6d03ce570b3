import { sql as fragment } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { expect, expectTypeOf, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

const customer = sqliteTable('customer', {
  id: integer().primaryKey(),
  name: text().notNull(),
  notes: text(),
})

test('drizzle() types its rows by its tables', async () => {
  const d = drizzle(await openShop())
  const rows = await d.insert(customer).values({ name: 'Ada' }).returning()
  expectTypeOf(rows).toEqualTypeOf<{ id: number; name: string; notes: string | null }[]>()
  expect(rows).toEqual([{ id: 1, name: 'Ada', notes: null }])
})

test('drizzle() gives the first row of plain SQL, or rows by position, where that is asked for', async () => {
  const d = drizzle(await openShop())
  expect(await d.get(fragment`select 1 as a`)).toEqual({ a: 1 })
  expect(await d.get(fragment`select 1 as a where 1 = 0`)).toBeUndefined()
  expect(await d.values(fragment`select 1, 1`)).toEqual([[1, 1]])
})

test("Drizzle's batch() is refused: a transaction is what it would be", async () => {
  const d = drizzle(await openShop())
  await expect(d.batch([d.select().from(customer)])).rejects.toMatchObject({ code: 'unsupported' })
})
