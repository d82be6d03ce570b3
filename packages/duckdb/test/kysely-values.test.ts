import { sql, type Database } from '@holdfast/core'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { expect, test } from 'vitest'
import { kysely } from '../src/kysely.ts'
import { openShop, type Shop } from './shop.ts'

interface Kinds {
  kinds: { a: unknown }
}

const openKinds = async (type: string): Promise<Database> => {
  const db = await openShop()
  await db.run(sql`create table kinds (a ${sql.raw(type)})`)
  return db
}

const instant = new Date('2024-02-29T12:34:56.789Z')

test.each([
  ['integer', 3, 3],
  ['bigint', 2n ** 53n - 1n, 2 ** 53 - 1],
  ['double', 1.5, 1.5],
  ['decimal(30, 2)', '1234567890123456789012345678.89', '1234567890123456789012345678.89'],
  ['varchar', 'x', 'x'],
  ['varchar', null, null],
  ['boolean', true, true],
  ['timestamptz', instant, instant],
  ['timestamp', instant, instant],
  ['date', '2024-02-29', '2024-02-29'],
  ['time', '12:34:56', '12:34:56'],
  ['uuid', '6f1c1a9e-5a3d-4e5f-8f2a-1234567890ab', '6f1c1a9e-5a3d-4e5f-8f2a-1234567890ab'],
  ['blob', Buffer.from([0, 255]), Buffer.from([0, 255])],
  ['json', { a: [1, null] }, { a: [1, null] }],
  ['json', '"text"', 'text'],
  ['integer[]', [1, 2, null], [1, 2, null]],
  ['integer[][]', [[1], [2]], [[1], [2]]],
  ['boolean[]', [true, false], [true, false]],
  ['blob[]', [Buffer.from([0, 255])], [Buffer.from([0, 255])]],
  ['timestamptz[]', [instant], [instant]],
  [
    'varchar[]',
    ['', 'NULL', 'null', 'a"b\\c', '[x,y]', ' ä\n'],
    ['', 'NULL', 'null', 'a"b\\c', '[x,y]', ' ä\n'],
  ],
])('kysely() keeps %s %#', async (type, value, read) => {
  const k = kysely<Kinds>(await openKinds(type))
  await k.insertInto('kinds').values({ a: value }).execute()
  expect(await k.selectFrom('kinds').select('a').execute()).toEqual([{ a: read }])
  const streamed: unknown[] = []
  for await (const row of k.selectFrom('kinds').select('a').stream()) streamed.push(row)
  expect(streamed).toEqual([{ a: read }])
})

test('kysely() upserts as PostgreSQL does', async () => {
  const k = kysely<Shop>(await openShop())
  const upsert = (notes: string): Promise<unknown> =>
    k
      .insertInto('customer')
      .values({ name: 'Ada', notes })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ notes }))
      .execute()
  await upsert('one')
  await upsert('two')
  expect(await k.selectFrom('customer').select('notes').execute()).toEqual([{ notes: 'two' }])
})

test('kysely() refuses what only PostgreSQL can, with the engine’s error', async () => {
  const k = kysely<Shop>(await openShop())
  await expect(k.selectFrom('customer').selectAll().forUpdate().execute()).rejects.toMatchObject({
    name: 'HoldfastError',
  })
  const items = jsonArrayFrom(k.selectFrom('purchase').select('item')).as('items')
  await expect(k.selectFrom('customer').select(items).execute()).rejects.toMatchObject({
    name: 'HoldfastError',
  })
})

test('kysely() knows schemas, views, defaults and sequences', async () => {
  const db = await openShop()
  await db.run(sql`create schema other`)
  await db.run(sql`create view other.named as select name from customer`)
  const k = kysely<Shop>(db)
  expect(await k.introspection.getSchemas()).toEqual([{ name: 'main' }, { name: 'other' }])
  const tables = await k.introspection.getTables()
  expect(tables.find(({ name }) => name === 'named')).toMatchObject({ schema: 'other', isView: true })
  expect(tables.find(({ name }) => name === 'customer')).toMatchObject({
    schema: 'main',
    isView: false,
    columns: [
      { name: 'id', dataType: 'BIGINT', isNullable: false, isAutoIncrementing: true, hasDefaultValue: true },
      { name: 'name', dataType: 'VARCHAR', isNullable: false, hasDefaultValue: false },
      { name: 'notes', isNullable: true },
    ],
  })
})
