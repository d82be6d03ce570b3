import { open, sql, type Database } from '@holdfast/core'
import { postgresUrl } from '@holdfast/postgres-server'
import { sql as fragment } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { kysely } from '../src/kysely.ts'
import { name } from './drivers.ts'
import { openShop, type Shop } from './shop.ts'

interface Kinds {
  kinds: { a: unknown }
}

let db: Database
beforeAll(async () => {
  db = await open(postgres({ url: await postgresUrl(), max: 2 }), { schema: 'off' })
})
afterAll(() => db.close())

/** A schema that holds the one table. */
const makeKinds = async (type: string): Promise<string> => {
  const schema = name('s')
  await db.run(sql`create schema ${sql.identifier(schema)}`)
  await db.run(sql`create table ${sql.identifier(schema, 'kinds')} (a ${sql.raw(type)})`)
  onTestFinished(async () => {
    await db.run(sql`drop schema ${sql.identifier(schema)} cascade`)
  })
  return schema
}

const instant = new Date('2024-02-29T12:34:56.789Z')

test.each([
  ['integer', 3, 3],
  ['bigint', 2n ** 53n - 1n, 2 ** 53 - 1],
  ['double precision', 1.5, 1.5],
  ['numeric(30, 2)', '123456789012345678901234567.89', '123456789012345678901234567.89'],
  ['text', 'x', 'x'],
  ['text', null, null],
  ['boolean', true, true],
  ['timestamptz', instant, instant],
  ['timestamp', instant, instant],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', instant, '2024-02-29'],
  ['time', '12:34:56', '12:34:56'],
  ['interval', '1 day 02:03:04', '1 day 02:03:04'],
  ['uuid', '6f1c1a9e-5a3d-4e5f-8f2a-1234567890ab', '6f1c1a9e-5a3d-4e5f-8f2a-1234567890ab'],
  ['bytea', Buffer.from([0, 255]), Buffer.from([0, 255])],
  ['jsonb', { a: [1, null] }, { a: [1, null] }],
  ['json', '"text"', 'text'],
  ['json[]', [{ a: 1 }, null], [{ a: 1 }, null]],
  ['integer[]', [1, 2, null], [1, 2, null]],
  ['integer[][]', [[1], [2]], [[1], [2]]],
  ['boolean[]', [true, false], [true, false]],
  ['bytea[]', [Buffer.from([0, 255])], [Buffer.from([0, 255])]],
  ['timestamptz[]', [instant], [instant]],
  ['text[]', ['', 'NULL', 'a"b\\c', '{x,y}', ' ä\n'], ['', 'NULL', 'a"b\\c', '{x,y}', ' ä\n']],
])('kysely() keeps %s %#', async (type, value, read) => {
  const k = kysely<Kinds>(db).withSchema(await makeKinds(type))
  await k.insertInto('kinds').values({ a: value }).execute()
  expect(await k.selectFrom('kinds').select('a').execute()).toEqual([{ a: read }])
  const streamed: unknown[] = []
  for await (const row of k.selectFrom('kinds').select('a').stream()) streamed.push(row)
  expect(streamed).toEqual([{ a: read }])
})

test('kysely() binds an array as the one parameter of any()', async () => {
  const k = kysely<Shop>(await openShop())
  await k
    .insertInto('customer')
    .values([{ name: 'Ada' }, { name: 'Bob' }])
    .execute()
  const wanted = ['Ada', 'Cleo']
  const rows = await k
    .selectFrom('customer')
    .select('name')
    .where(fragment<boolean>`name = any(${wanted})`)
    .execute()
  expect(rows).toEqual([{ name: 'Ada' }])
})

test('kysely() refuses an item of an array that no parameter could be', async () => {
  const k = kysely<Kinds>(db).withSchema(await makeKinds('double precision[]'))
  const insert = (a: unknown): Promise<unknown> => k.insertInto('kinds').values({ a }).execute()
  await expect(insert([Number.NaN])).rejects.toMatchObject({ code: 'invalid-value' })
  await expect(insert([undefined])).rejects.toThrow(TypeError)
})

test("kysely() runs Kysely's JSON helpers", async () => {
  const k = kysely<Shop>(await openShop())
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
