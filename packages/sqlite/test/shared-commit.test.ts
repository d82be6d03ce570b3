import { open, sql, type Database } from '@holdfast/core'
import { expect, test } from 'vitest'
import { sqlite } from '../src/index.ts'
import { SqliteConnection } from '../src/connection.ts'
import { afterwards, connect, openDriver, scratchFile, statement } from './scratch.ts'

/** Ten callers that share one commit; `guilty` is the fifth. */
const keys = Array.from({ length: 10 }, (_, index) => (index === 4 ? 'guilty' : `innocent-${index}`))

const opened = async (): Promise<Database> => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  return db
}

const fates = async (on: Database, valueOf: (key: string) => unknown): Promise<unknown[]> => {
  const store = on.keyValue<unknown>('shared')
  const settled = await Promise.allSettled(keys.map((key) => store.set(key, valueOf(key))))
  return settled.map((fate) => (fate.status === 'fulfilled' ? 'ok' : (fate.reason as { code: unknown }).code))
}

const onlyTheGuilty = (code: string): unknown[] => keys.map((key) => (key === 'guilty' ? code : 'ok'))

const stored = async (on: Database): Promise<string[]> => {
  const found: string[] = []
  for await (const { key } of on.keyValue('shared').list()) found.push(key as string)
  return found
}

test('a shared commit that fails by a deferred foreign key hurts only the caller whose row broke it', async () => {
  const on = await opened()
  await on.run(sql`create table parent (id integer primary key)`)
  await on.run(sql`create table child (id integer references parent (id) deferrable initially deferred)`)
  await on.run(sql`create trigger breaks after insert on holdfast_key_value when new.key = 'guilty'
    begin insert into child values (7); end`)
  expect(await fates(on, () => 1)).toEqual(onlyTheGuilty('foreign-key'))
  expect(await stored(on)).toEqual(keys.filter((key) => key !== 'guilty'))
})

test('a trigger that rolls the whole shared transaction back hurts only the caller whose row set it off', async () => {
  const on = await opened()
  await on.run(sql`create trigger ends before insert on holdfast_key_value when new.key = 'guilty'
    begin select raise(rollback, 'no'); end`)
  expect(await fates(on, () => 1)).toEqual(onlyTheGuilty('check'))
  expect(await stored(on)).toEqual(keys.filter((key) => key !== 'guilty'))
})

test('a value that does not fit on the disk any more hurts only its own caller', async () => {
  const on = await opened()
  const pages = (await on.first(sql`pragma page_count`)) as { page_count: number }
  await on.run(sql.raw(`pragma max_page_count = ${pages.page_count + 20}`))
  expect(await fates(on, (key) => (key === 'guilty' ? 'x'.repeat(1_000_000) : 1))).toEqual(
    onlyTheGuilty('disk-full'),
  )
  expect(await stored(on)).toEqual(keys.filter((key) => key !== 'guilty'))
})

test('a write alone whose commit fails by a deferred foreign key rejects and is not stored', async () => {
  const on = await opened()
  await on.run(sql`create table parent (id integer primary key)`)
  await on.run(sql`create table child (id integer references parent (id) deferrable initially deferred)`)
  await on.run(sql`create trigger breaks after insert on holdfast_key_value when new.key = 'guilty'
    begin insert into child values (7); end`)
  const store = on.keyValue('shared')
  await expect(store.set('guilty', 1)).rejects.toMatchObject({ code: 'foreign-key', outcome: 'not-applied' })
  await expect(store.increment('guilty')).rejects.toMatchObject({ code: 'foreign-key' })
  await store.set('innocent', 1)
  expect(await stored(on)).toEqual(['innocent'])
})

test('a commit that need not wait for the disk is not synced, and the one behind it is', async () => {
  const connection = await connect(await openDriver())
  const synchronous = (): unknown => connection.handle.pragma('synchronous', { simple: true })
  const mode = { isolation: 'read-committed', readOnly: false } as const
  const begin = async (relaxed: boolean): Promise<unknown> => {
    await connection.pipeline(connection.begin({ ...mode, relaxed }))
    const found = synchronous()
    await connection.execute(statement('COMMIT'))
    return found
  }
  expect(await begin(true)).toBe(1)
  expect(await begin(true)).toBe(1)
  expect(await begin(false)).toBe(2)
  expect(await begin(true)).toBe(1)
  connection.release()
  expect(synchronous()).toBe(2)
})

test('the claim of a load is the only commit of a miss that does not wait for the disk', async () => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  const levels: unknown[] = []
  const begin = SqliteConnection.prototype.begin
  SqliteConnection.prototype.begin = function (mode) {
    levels.push(mode.relaxed === true)
    return begin.call(this, mode)
  }
  afterwards(() => {
    SqliteConnection.prototype.begin = begin
  })
  const cache = db.cache('items')
  await cache.getOrSet('k', () => 1)
  await cache.set('l', 1)
  expect(levels).toStrictEqual([true, false, false])
  levels.length = 0
  // With others in the flight the commit is theirs.
  await Promise.all([cache.getOrSet('m', () => 1), cache.getOrSet('n', () => 1)])
  expect(levels[0]).toBe(true)
  expect(levels.at(-1)).toBe(false)
})
