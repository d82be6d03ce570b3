import { open, sql, type Database } from '@holdfast/core'
import { startPgBouncer } from '@holdfast/postgres-server'
import { expect, onTestFinished, test } from 'vitest'
import { postgres, type PostgresOptions } from '../src/index.ts'
import { freshDatabase, name, run, driverOn } from './drivers.ts'
import { openProxy } from './proxy.ts'

const opened = async (options: PostgresOptions = {}): Promise<Database> => {
  const db = await open(postgres({ url: await freshDatabase(), ...options }))
  onTestFinished(() => db.close())
  return db
}

const keys = Array.from({ length: 64 }, (_, index) => `k${index}`)

test("open('postgresql://…') finds the backend by its alias", async () => {
  const url = await freshDatabase()
  await using db = await open(url.replace('postgres:', 'postgresql:'))
  expect(db.backend).toBe('postgres')
})

test('everything of ours lives in the schema that is named, and SQL and stores commit together', async () => {
  const schema = name('s')
  const url = await freshDatabase()
  const db = await opened({ url, schema })
  await db.run(sql`create table ${sql.identifier(schema, 'notes')} (id bigint primary key, body text)`)
  await db.transaction(async (tx) => {
    await tx.bulkInsert('notes', [{ id: 1, body: 'hello' }])
    await tx.keyValue('state').set('b', 2)
  })
  expect(await db.keyValue('state').get('b')).toBe(2)
  const driver = await driverOn({ url })
  const tables = await run(
    driver,
    "select distinct schemaname from pg_tables where tablename ~ 'holdfast|notes'",
  )
  expect(tables.rows).toEqual([[schema]])
})

test.each([1, 10])('64 callers write and read through a pool of %i', async (max) => {
  const db = await opened({ max })
  const state = db.keyValue('state')
  await Promise.all(keys.map((key, index) => state.set(key, index)))
  expect(await Promise.all(keys.map((key) => state.get(key)))).toEqual(keys.map((_, index) => index))
})

test('stores, transactions, streams and bulk work through PgBouncer in transaction mode', async () => {
  const target = await freshDatabase()
  const bouncer = await startPgBouncer({
    target,
    poolMode: 'transaction',
    settings: { default_pool_size: 2 },
  })
  onTestFinished(() => bouncer.stop())
  const db = await opened({ url: bouncer.url, pooler: 'transaction' })
  const state = db.keyValue<number>('state')
  await Promise.all(keys.map((key, index) => state.set(key, index)))
  await Promise.all(
    Array.from({ length: 20 }, () => db.transaction((tx) => tx.keyValue('state').increment('n'))),
  )
  expect(await state.get('n')).toBe(20)
  await db.run(sql`create table numbers (n bigint)`)
  await db.bulkInsert(
    'numbers',
    keys.map((_, n) => ({ n })),
  )
  let sum = 0
  for await (const row of db.stream(sql`select n from numbers`, { chunk: 10 })) sum += Number(row.n)
  expect(sum).toBe((63 * 64) / 2)
})

test('a transaction whose COMMIT was lost on the way back is settled: it happened once', async () => {
  const proxy = await openProxy(await freshDatabase())
  onTestFinished(() => proxy.close())
  const db = await opened({ url: proxy.url })
  const state = db.keyValue('state')
  let runs = 0
  proxy.loseNextCommit()
  await db.transaction(async (tx) => {
    runs += 1
    await tx.keyValue('state').increment('n')
  })
  expect([runs, await state.get('n')]).toEqual([1, 1])
})

test('writes of many callers whose COMMIT was lost are settled too: each happened once', async () => {
  const proxy = await openProxy(await freshDatabase())
  onTestFinished(() => proxy.close())
  const db = await opened({ url: proxy.url })
  const state = db.keyValue('state')
  proxy.loseNextCommit()
  expect(await Promise.all(['a', 'b', 'c'].map((key) => state.increment(key)))).toEqual([1, 1, 1])
  expect(await state.getMany(['a', 'b', 'c'])).toEqual([1, 1, 1])
})

test('a batch whose COMMIT was lost with every answer is unknown, and not sent again', async () => {
  const proxy = await openProxy(await freshDatabase())
  onTestFinished(() => proxy.close())
  const db = await opened({ url: proxy.url })
  const state = db.keyValue('state')
  proxy.loseNextCommit('every answer')
  await expect(state.increment('n')).rejects.toMatchObject({
    code: 'connection-lost',
    outcome: 'unknown',
    retryable: false,
  })
  expect([undefined, 1]).toContain(await state.get('n'))
})
