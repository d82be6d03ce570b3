import { sql } from '@holdfast/core'
import { ParseJSONResultsPlugin, type Generated } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/sqlite'
import { expect, test } from 'vitest'
import { kysely } from '../src/kysely.ts'
import { openShop, type Shop } from './shop.ts'

interface Kinds {
  kinds: { id: Generated<number>; a: unknown }
}

const openKinds = async (): Promise<Awaited<ReturnType<typeof openShop>>> => {
  const db = await openShop()
  await db.run(sql`create table kinds (id integer primary key, a any) strict`)
  return db
}

test.each([
  ['a whole number', 3, 3],
  ['a fraction', 1.5, 1.5],
  ['a bigint', 7n, 7],
  ['a text', 'x', 'x'],
  ['null', null, null],
  ['a boolean, as the engine has it', true, 1],
  ['an instant, as epoch milliseconds', new Date(1_700_000_000_123), 1_700_000_000_123],
  ['bytes', Buffer.from([0, 255]), Buffer.from([0, 255])],
  ['an object, as JSON', { a: [1, null] }, '{"a":[1,null]}'],
  ['an array, as JSON', ['x', 1], '["x",1]'],
])('kysely() keeps %s', async (_, value, read) => {
  const k = kysely<Kinds>(await openKinds())
  await k.insertInto('kinds').values({ a: value }).execute()
  expect(await k.selectFrom('kinds').select('a').execute()).toEqual([{ a: read }])
})

test('kysely() tells the id of the row that was inserted, and none when there is none', async () => {
  const k = kysely<Kinds>(await openKinds())
  const insert = k.insertInto('kinds').values({ id: 5, a: 1 })
  expect((await insert.executeTakeFirst()).insertId).toBe(5n)
  const again = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  expect(again).toMatchObject({ insertId: undefined, numInsertedOrUpdatedRows: 0n })
  const updated = insert.onConflict((conflict) => conflict.column('id').doUpdateSet({ a: 2 }))
  expect(await updated.executeTakeFirst()).toMatchObject({
    insertId: undefined,
    numInsertedOrUpdatedRows: 1n,
  })
})

test("kysely() runs Kysely's JSON helpers, with its plugin", async () => {
  const k = kysely<Shop>(await openShop(), { plugins: [new ParseJSONResultsPlugin()] })
  await k.insertInto('customer').values({ name: 'Ada' }).execute()
  await k.insertInto('purchase').values({ customer: 1, item: 'tea' }).execute()
  const rows = await k
    .selectFrom('customer')
    .select(({ selectFrom, ref }) => [
      'name',
      jsonArrayFrom(
        selectFrom('purchase').select('item').where('purchase.customer', '=', ref('customer.id')),
      ).as('items'),
    ])
    .execute()
  expect(rows).toEqual([{ name: 'Ada', items: [{ item: 'tea' }] }])
})
