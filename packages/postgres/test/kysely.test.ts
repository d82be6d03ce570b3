import { type LogEvent, memory, open, sql } from '@holdfast/core'
import { expect, expectTypeOf, test } from 'vitest'
import { kysely } from '../src/kysely.ts'
import { openShop, type Shop } from './shop.ts'

test('kysely() reads tables that were there before, with a typed join', async () => {
  const db = await openShop()
  await db.run(sql`insert into customer (name) values (${'Ada'}), (${'Bob'})`)
  const k = kysely<Shop>(db)
  const { id } = await k
    .selectFrom('customer')
    .select('id')
    .where('name', '=', 'Ada')
    .executeTakeFirstOrThrow()
  await k.insertInto('purchase').values({ customer: id, item: 'tea' }).execute()
  const rows = await k
    .selectFrom('customer')
    .innerJoin('purchase', 'purchase.customer', 'customer.id')
    .select(['customer.name', 'purchase.item', 'customer.notes'])
    .execute()
  expectTypeOf(rows).toEqualTypeOf<{ name: string; item: string; notes: string | null }[]>()
  expect(rows).toEqual([{ name: 'Ada', item: 'tea', notes: null }])
})

test('kysely() tells how many rows were changed', async () => {
  const k = kysely<Shop>(await openShop())
  const values = [{ name: 'Ada' }, { name: 'Bob' }]
  expect(await k.insertInto('customer').values(values).executeTakeFirst()).toMatchObject({
    numInsertedOrUpdatedRows: 2n,
  })
  const updated = await k.updateTable('customer').set({ notes: 'x' }).executeTakeFirst()
  expect(updated.numUpdatedRows).toBe(2n)
  const deleted = await k.deleteFrom('customer').where('name', '=', 'Ada').returning('notes').execute()
  expect(deleted).toEqual([{ notes: 'x' }])
  expect((await k.deleteFrom('customer').executeTakeFirst()).numDeletedRows).toBe(1n)
})

test('kysely() on a transaction commits and disappears with everything else in it', async () => {
  const db = await openShop()
  const both = (fails: boolean): Promise<void> =>
    db.transaction(async (tx) => {
      await kysely<Shop>(tx)
        .insertInto('customer')
        .values({ name: `fails ${fails}` })
        .execute()
      await tx.keyValue('state').set(`fails ${fails}`, 1)
      if (fails) throw new Error('on purpose')
    })
  await both(false)
  await expect(both(true)).rejects.toThrow('on purpose')
  expect(await kysely<Shop>(db).selectFrom('customer').select('name').execute()).toEqual([
    { name: 'fails false' },
  ])
  expect(await db.keyValue('state').get('fails false')).toBe(1)
  expect(await db.keyValue('state').get('fails true')).toBeUndefined()
})

test("kysely() throws Holdfast's errors, which quote no value", async () => {
  const db = await openShop()
  const k = kysely<Shop & { missing: { id: number } }>(db)
  const insert = (): Promise<unknown> => k.insertInto('customer').values({ name: 'secret' }).execute()
  await insert()
  const error: unknown = await insert().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'HoldfastError', code: 'duplicate' })
  expect(String(error)).not.toContain('secret')
  await expect(k.selectFrom('missing').selectAll().execute()).rejects.toMatchObject({ code: 'no-table' })
  await expect(
    k
      .insertInto('customer')
      .values({ name: null as never })
      .execute(),
  ).rejects.toMatchObject({
    code: 'not-null',
  })
})

test.each([
  "Robert'); drop table customer;--",
  '$1 ?1 ? :name %s \\',
  'emoji 🏛 and "quotes" and `ticks`',
  '',
])('kysely() stores %j as it is', async (name) => {
  const k = kysely<Shop>(await openShop())
  await k.insertInto('customer').values({ name }).execute()
  expect(await k.selectFrom('customer').select('name').where('name', '=', name).execute()).toEqual([{ name }])
})

test.each([
  ['a NUL', 'a\0b', 'invalid-value'],
  ['a lone surrogate', '\uD800', 'invalid-value'],
  ['not a number', Number.NaN, 'invalid-value'],
  ['minus zero', -0, 'invalid-value'],
  ['a number that is not exact', 2 ** 60, 'out-of-range'],
  ['a bigint beyond 64 bits', 2n ** 70n, 'out-of-range'],
])('kysely() refuses %s before anything is sent', async (_, value, code) => {
  const k = kysely<Shop>(await openShop())
  const query = k
    .selectFrom('customer')
    .selectAll()
    .where('name', '=', value as string)
  await expect(query.execute()).rejects.toMatchObject({ code })
})

test('kysely() refuses parameters of which nobody knows what they mean', async () => {
  const k = kysely<Shop>(await openShop())
  for (const value of [undefined, new Map(), Symbol('s')]) {
    const query = k
      .selectFrom('customer')
      .selectAll()
      .where('name', '=', value as never)
    await expect(query.execute()).rejects.toThrow(TypeError)
  }
})

test('kysely() refuses two result columns with one name', async () => {
  const db = await openShop()
  await db.run(sql`insert into customer (name) values (${'Ada'})`)
  const rows = kysely<Shop>(db)
    .selectFrom('customer as a')
    .innerJoin('customer as b', 'a.id', 'b.id')
    .selectAll('a')
    .selectAll('b')
    .execute()
  await expect(rows).rejects.toMatchObject({ code: 'invalid-value' })
})

test('kysely() refuses a session of another kind and an option that does not exist', async () => {
  const db = await openShop()
  await using other = await open(memory())
  expect(() => kysely(other)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  expect(() => kysely(undefined as never)).toThrow(TypeError)
  expect(() => kysely(db, { bigint: true } as never)).toThrow(/no option "bigint"/)
})

test('kysely() on the database is refused inside its transaction', async () => {
  const db = await openShop()
  const inside = db.transaction(() => kysely<Shop>(db).selectFrom('customer').selectAll().execute())
  await expect(inside).rejects.toThrow(/use tx/)
})

test('kysely() streams in flat memory, and leaving the loop frees the connection', async () => {
  const k = kysely<Shop>(await openShop())
  const endless = k
    .withRecursive('n(i)', (query) =>
      query
        .selectNoFrom((e) => e.lit(1).as('i'))
        .unionAll(query.selectFrom('n').select((e) => e('i', '+', 1).as('i'))),
    )
    .selectFrom('n')
    .select('i')
  const seen: number[] = []
  for await (const { i } of endless.stream(10)) if (seen.push(i) === 25) break
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
  await k.insertInto('customer').values({ name: 'afterwards' }).execute()
})

test('kysely() on a transaction writes while it streams', async () => {
  const db = await openShop()
  await db.transaction(async (tx) => {
    const k = kysely<Shop>(tx)
    const values = [{ name: 'Ada' }, { name: 'Bob' }, { name: 'Cleo' }]
    await k.insertInto('customer').values(values).execute()
    for await (const { id } of k.selectFrom('customer').select('id').stream(1))
      await k.insertInto('purchase').values({ customer: id, item: 'tea' }).execute()
  })
  expect(await kysely<Shop>(db).selectFrom('purchase').select('item').execute()).toHaveLength(3)
})

test('kysely().connection() is refused at its second statement, which would be on another connection', async () => {
  const k = kysely<Shop>(await openShop())
  const several = k.connection().execute(async (one) => {
    await one.selectFrom('customer').selectAll().execute()
    await one.selectFrom('customer').selectAll().execute()
  })
  await expect(several).rejects.toThrow(/use transaction\(\)/)
})

test('kysely().destroy() leaves the database open', async () => {
  const db = await openShop()
  const k = kysely<Shop>(db)
  await k.selectFrom('customer').selectAll().execute()
  await k.destroy()
  expect(await kysely<Shop>(db).selectFrom('customer').selectAll().execute()).toEqual([])
})

test('kysely() keeps to the bounds that its options name', async () => {
  const db = await openShop()
  const statement = { signal: AbortSignal.abort() }
  const query = kysely<Shop>(db, { statement }).selectFrom('customer').selectAll()
  await expect(query.execute()).rejects.toMatchObject({ code: 'cancelled' })
})

test('kysely() is seen by the log, without its values', async () => {
  const events: LogEvent[] = []
  const db = await openShop({ log: (event) => events.push(event) })
  await kysely<Shop>(db).insertInto('customer').values({ name: 'secret' }).execute()
  const texts = events.map(({ attributes }) => attributes['db.query.text'])
  expect(texts).toContainEqual(expect.stringMatching(/^insert into "customer"/))
  expect(JSON.stringify(events)).not.toContain('secret')
})
