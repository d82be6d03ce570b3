import { memory, open } from '@holdfast/core'
import { eq, relations, sql as fragment } from 'drizzle-orm'
import { bigint, bigserial, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, expectTypeOf, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

const customer = pgTable('customer', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  name: text().notNull(),
  notes: text(),
})
const purchase = pgTable('purchase', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  customer: bigint({ mode: 'number' }).notNull(),
  item: text().notNull(),
})

test('drizzle() reads tables that were there before, with a typed join of columns that share names', async () => {
  const d = drizzle(await openShop())
  const ada = (await d.insert(customer).values({ name: 'Ada' }).returning()).at(0)!
  await d.insert(purchase).values({ customer: ada.id, item: 'tea' })
  const rows = await d.select().from(customer).innerJoin(purchase, eq(purchase.customer, customer.id))
  expectTypeOf(rows.at(0)!.customer).toEqualTypeOf<{ id: number; name: string; notes: string | null }>()
  expect(rows).toEqual([
    {
      customer: { id: ada.id, name: 'Ada', notes: null },
      purchase: { id: expect.any(Number), customer: ada.id, item: 'tea' },
    },
  ])
  const left = await d.select().from(purchase).leftJoin(customer, eq(customer.name, 'nobody'))
  expect(left).toMatchObject([{ customer: null, purchase: { item: 'tea' } }])
})

test('drizzle() updates, deletes, upserts and counts', async () => {
  const d = drizzle(await openShop())
  await d.insert(customer).values([{ name: 'Ada' }, { name: 'Bob' }])
  await d
    .insert(customer)
    .values({ name: 'Ada' })
    .onConflictDoUpdate({ target: customer.name, set: { notes: 'again' } })
  await d.update(customer).set({ notes: 'x' }).where(eq(customer.name, 'Bob'))
  expect(await d.select({ notes: customer.notes }).from(customer).orderBy(customer.name)).toEqual([
    { notes: 'again' },
    { notes: 'x' },
  ])
  expect(await d.$count(customer, eq(customer.name, 'Ada'))).toBe(1)
  expect(await d.delete(customer).where(eq(customer.name, 'Ada')).returning({ name: customer.name })).toEqual(
    [{ name: 'Ada' }],
  )
  const one = d
    .select()
    .from(customer)
    .where(eq(customer.name, fragment.placeholder('name')))
    .prepare('one')
  expect(await one.execute({ name: 'Bob' })).toHaveLength(1)
  expect(await one.execute({ name: 'Ada' })).toHaveLength(0)
})

test('drizzle() on a transaction commits and disappears with everything else in it', async () => {
  const db = await openShop()
  const both = (fails: boolean): Promise<void> =>
    db.transaction(async (tx) => {
      await drizzle(tx)
        .insert(customer)
        .values({ name: `fails ${fails}` })
      await tx.keyValue('state').set(`fails ${fails}`, 1)
      if (fails) throw new Error('on purpose')
    })
  await both(false)
  await expect(both(true)).rejects.toThrow('on purpose')
  expect(await drizzle(db).select({ name: customer.name }).from(customer)).toEqual([{ name: 'fails false' }])
  expect(await db.keyValue('state').get('fails false')).toBe(1)
  expect(await db.keyValue('state').get('fails true')).toBeUndefined()
})

test("Drizzle's transaction() is Holdfast's: undone by an error or rollback(), and the database is refused in it", async () => {
  const db = await openShop()
  const d = drizzle(db)
  const add = (name: string, end: (tx: { rollback(): never }) => void): Promise<string> =>
    d.transaction(async (tx) => {
      await tx.insert(customer).values({ name })
      await expect(d.select().from(customer)).rejects.toThrow(/use tx/)
      end(tx)
      return name
    })
  expect(await add('Ada', () => undefined)).toBe('Ada')
  await expect(add('Bob', (tx) => tx.rollback())).rejects.toThrow(/Rollback/)
  await expect(
    add('Cleo', () => {
      throw new Error('on purpose')
    }),
  ).rejects.toThrow('on purpose')
  expect(await d.select({ name: customer.name }).from(customer)).toEqual([{ name: 'Ada' }])
})

test("drizzle() throws Holdfast's errors, not Drizzle's, whose message quotes every value", async () => {
  const d = drizzle(await openShop())
  await d.insert(customer).values({ name: 'secret' })
  const error: unknown = await d
    .insert(customer)
    .values({ name: 'secret' })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'HoldfastError', code: 'duplicate' })
  expect(String(error)).not.toContain('secret')
  await expect(d.execute(fragment`select * from missing`)).rejects.toMatchObject({ code: 'no-table' })
  await expect(d.insert(customer).values({ name: 'a\0b' })).rejects.toMatchObject({ code: 'invalid-value' })
  await expect(d.select().from(customer).where(eq(customer.id, Number.NaN))).rejects.toMatchObject({
    code: 'invalid-value',
  })
})

test.each([
  "Robert'); drop table customer;--",
  '$1 ?1 ? :name %s \\',
  'emoji 🏛 and "quotes" and `ticks`',
  '',
])('drizzle() stores %j as it is', async (name) => {
  const d = drizzle(await openShop())
  await d.insert(customer).values({ name })
  expect(await d.select({ name: customer.name }).from(customer).where(eq(customer.name, name))).toEqual([
    { name },
  ])
})

test('drizzle() refuses a session of another kind and an option that does not exist', async () => {
  const db = await openShop()
  await using other = await open(memory())
  expect(() => drizzle(other)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  expect(() => drizzle(db, { cache: {} } as never)).toThrow(/no option "cache"/)
})

test("Drizzle's transaction() that is stopped rejects its calls with the reason, and so does it", async () => {
  const stop = new AbortController()
  const d = drizzle(await openShop(), { transaction: { signal: stop.signal } })
  const stopped = d.transaction(async (tx) => {
    await tx.insert(customer).values({ name: 'Ada' })
    stop.abort()
    await tx.select().from(customer)
  })
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
})

test('a transaction in a transaction of Drizzle fails alone', async () => {
  const d = drizzle(await openShop())
  await d.transaction(async (tx) => {
    await tx.insert(customer).values({ name: 'Ada' })
    const inner = tx.transaction(async (nested) => {
      await nested.insert(customer).values({ name: 'Bob' })
      await nested.insert(customer).values({ name: 'Ada' })
    })
    await expect(inner).rejects.toMatchObject({ code: 'duplicate' })
  })
  expect(await d.select({ name: customer.name }).from(customer)).toEqual([{ name: 'Ada' }])
})

test('drizzle() runs relational queries', async () => {
  const customerRelations = relations(customer, ({ many }) => ({ purchases: many(purchase) }))
  const purchaseRelations = relations(purchase, ({ one }) => ({
    buyer: one(customer, { fields: [purchase.customer], references: [customer.id] }),
  }))
  const schema = { customer, purchase, customerRelations, purchaseRelations }
  const d = drizzle(await openShop(), { schema })
  await d.insert(customer).values({ id: 1, name: 'Ada' })
  await d.insert(purchase).values({ id: 7, customer: 1, item: 'tea' })
  expect(await d.query.customer.findFirst({ with: { purchases: true } })).toEqual({
    id: 1,
    name: 'Ada',
    notes: null,
    purchases: [{ id: 7, customer: 1, item: 'tea' }],
  })
})

test('drizzle() gives rows of plain SQL by name', async () => {
  const d = drizzle(await openShop())
  expect(await d.execute(fragment`select 1 as a, 2 as b`)).toEqual([{ a: 1, b: 2 }])
  await expect(d.execute(fragment`select 1, 1`)).rejects.toMatchObject({ code: 'invalid-value' })
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
