import { sql as fragment } from 'drizzle-orm'
import { bigserial, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, expectTypeOf, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

const customer = pgTable('customer', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  name: text().notNull(),
  notes: text(),
})

test('drizzle() types its rows by its tables', async () => {
  const d = drizzle(await openShop())
  const rows = await d.insert(customer).values({ name: 'Ada' }).returning()
  expectTypeOf(rows).toEqualTypeOf<{ id: number; name: string; notes: string | null }[]>()
  expect(rows).toEqual([{ id: 1, name: 'Ada', notes: null }])
})

test("Drizzle's transaction() takes a level and an access mode, and refuses what would not hold", async () => {
  const d = drizzle(await openShop())
  const level = fragment<string>`current_setting('transaction_isolation')`
  const read = await d.transaction((tx) => tx.select({ level }).from(fragment`(select 1)`), {
    isolationLevel: 'serializable',
    accessMode: 'read only',
    deferrable: false,
  })
  expect(read).toEqual([{ level: 'serializable' }])
  const write = d.transaction((tx) => tx.insert(customer).values({ name: 'Ada' }), {
    accessMode: 'read only',
  })
  await expect(write).rejects.toMatchObject({ code: 'read-only' })
  const deferrable = d.transaction(() => Promise.resolve(), { deferrable: true })
  await expect(deferrable).rejects.toMatchObject({ code: 'unsupported' })
  const set = d.transaction((tx) => tx.setTransaction({ isolationLevel: 'serializable' }))
  await expect(set).rejects.toThrow(/in transaction\(body/)
})
