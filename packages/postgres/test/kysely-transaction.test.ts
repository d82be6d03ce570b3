import { expect, test } from 'vitest'
import { kysely } from '../src/kysely.ts'
import { openAgain, openShop, type Shop } from './shop.ts'

test("Kysely's transaction() has the level that was asked for: a snapshot tells a conflict, read committed goes on", async () => {
  const db = await openShop()
  const other = kysely<Shop>(await openAgain(db))
  const k = kysely<Shop>(db)
  await k.insertInto('customer').values({ name: 'Ada' }).execute()
  const disturbed = (level: 'repeatable read' | 'read committed'): Promise<void> =>
    k
      .transaction()
      .setIsolationLevel(level)
      .execute(async (trx) => {
        await trx.selectFrom('customer').selectAll().execute()
        await other.updateTable('customer').set({ notes: 'first' }).execute()
        await trx.updateTable('customer').set({ notes: level }).execute()
      })
  await expect(disturbed('repeatable read')).rejects.toMatchObject({ code: 'serialization', retryable: true })
  await disturbed('read committed')
  expect(await k.selectFrom('customer').select('notes').execute()).toEqual([{ notes: 'read committed' }])
})

test("Kysely's transaction() fails with the error of its commit, which checks what was deferred", async () => {
  const k = kysely<Shop>(await openShop())
  const dangling = k
    .transaction()
    .execute((trx) => trx.insertInto('purchase').values({ customer: 99, item: 'tea' }).execute())
  await expect(dangling).rejects.toMatchObject({ code: 'foreign-key' })
  expect(await k.selectFrom('purchase').selectAll().execute()).toEqual([])
})
