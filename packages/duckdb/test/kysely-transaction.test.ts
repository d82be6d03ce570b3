import { sql } from '@holdfast/core'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { kysely } from '../src/kysely.ts'
import { openShop, type Shop } from './shop.ts'

const names = async (k: ReturnType<typeof kysely<Shop>>): Promise<string[]> =>
  (await k.selectFrom('customer').select('name').orderBy('name').execute()).map(({ name }) => name)

test.each([
  ['at its first use', 0],
  ['later', 1],
])("Kysely's transaction() is not seen by what runs beside it, %s", async (_, earlier) => {
  const db = await openShop()
  const k = kysely<Shop>(db)
  for (let use = 0; use < earlier; use++) await names(k)
  // Contexts are not kept at the end of a turn in which nothing of Holdfast's ran.
  await turn()
  await turn()
  let finish!: () => void
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const around = k.transaction().execute(async (trx) => {
    await names(trx)
    await finished
  })
  expect(await Promise.all([names(k), names(kysely<Shop>(db)), db.keyValue('state').get('a')])).toEqual([
    [],
    [],
    undefined,
  ])
  finish()
  await around
})

test("Kysely's transaction() commits what its callback did, and undoes it when the callback throws", async () => {
  const k = kysely<Shop>(await openShop())
  const add = (name: string, fails: boolean): Promise<string> =>
    k.transaction().execute(async (trx) => {
      await trx.insertInto('customer').values({ name }).execute()
      if (fails) throw new Error('on purpose')
      return name
    })
  expect(await add('Ada', false)).toBe('Ada')
  await expect(add('Bob', true)).rejects.toThrow('on purpose')
  expect(await names(k)).toEqual(['Ada'])
})

test("Kysely's transaction() refuses the database handle inside it", async () => {
  const db = await openShop()
  const k = kysely<Shop>(db)
  await k.transaction().execute(async (trx) => {
    await trx.insertInto('customer').values({ name: 'Ada' }).execute()
    await expect(db.keyValue('state').set('a', 1)).rejects.toThrow(/use tx/)
    await expect(names(k)).rejects.toThrow(/use tx/)
  })
  await db.keyValue('state').set('a', 1)
  expect(await names(k)).toEqual(['Ada'])
})

test("Kysely's transaction() on a transaction is a part of it, and its failure is the failure of both", async () => {
  const db = await openShop()
  await db.transaction(async (tx) => {
    const add = (name: string) =>
      kysely<Shop>(tx)
        .transaction()
        .execute((trx) => trx.insertInto('customer').values({ name }).execute())
    await add('Ada')
    await add('Bob')
  })
  const both = db.transaction(async (tx) => {
    const k = kysely<Shop>(tx)
    await k.insertInto('customer').values({ name: 'Cleo' }).execute()
    const inner = k.transaction().execute(async (trx) => {
      await trx.insertInto('customer').values({ name: 'Dan' }).execute()
      throw new Error('on purpose')
    })
    await expect(inner).rejects.toThrow('on purpose')
  })
  await expect(both).rejects.toMatchObject({ code: 'aborted' })
  expect(await names(kysely<Shop>(db))).toEqual(['Ada', 'Bob'])
})

test("Kysely's access mode and isolation levels are Holdfast's", async () => {
  const k = kysely<Shop>(await openShop())
  const write = k
    .transaction()
    .setAccessMode('read only')
    .execute((trx) => trx.insertInto('customer').values({ name: 'Ada' }).execute())
  await expect(write).rejects.toMatchObject({ code: 'read-only' })
  for (const level of ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const) {
    const read = k.transaction().setIsolationLevel(level)
    expect(await read.execute((trx) => trx.selectFrom('customer').selectAll().execute())).toEqual([])
  }
})

test("Kysely's controlled transaction commits and rolls back", async () => {
  const k = kysely<Shop>(await openShop())
  const first = await k.startTransaction().execute()
  await first.insertInto('customer').values({ name: 'Ada' }).execute()
  await first.commit().execute()
  const second = await k.startTransaction().execute()
  await second.insertInto('customer').values({ name: 'Bob' }).execute()
  await second.rollback().execute()
  expect(await names(k)).toEqual(['Ada'])
})

test("Kysely's savepoints are refused, because the engine has none", async () => {
  const k = kysely<Shop>(await openShop())
  const trx = await k.startTransaction().execute()
  await trx.insertInto('customer').values({ name: 'Ada' }).execute()
  await expect(trx.savepoint('one').execute()).rejects.toMatchObject({ code: 'unsupported' })
  await trx.commit().execute()
  expect(await names(k)).toEqual(['Ada'])
})

test("Kysely's transaction() that is stopped rejects every later call with the reason", async () => {
  const db = await openShop()
  const stop = new AbortController()
  const k = kysely<Shop>(db, { transaction: { signal: stop.signal } })
  const trx = await k.startTransaction().execute()
  await trx.insertInto('customer').values({ name: 'Ada' }).execute()
  stop.abort()
  await expect(names(trx)).rejects.toMatchObject({ code: 'cancelled' })
  await expect(trx.commit().execute()).rejects.toMatchObject({ code: 'cancelled' })
  expect(await names(kysely<Shop>(db))).toEqual([])
})

test("Kysely's transaction() ends at its time-out, and says so", async () => {
  const db = await openShop()
  const k = kysely<Shop>(db, { transaction: { timeout: 50 } })
  const endless = k.transaction().execute(async (trx) => {
    await trx.insertInto('customer').values({ name: 'Ada' }).execute()
    for (;;) await names(trx)
  })
  await expect(endless).rejects.toMatchObject({ code: 'timeout' })
  expect(await db.all(sql`select * from customer`)).toEqual([])
})
