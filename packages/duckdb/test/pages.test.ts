import type { BulkRow, Entry, FindJobsOptions, KeyValue, ListOptions, Result } from '@holdfast/core'
import { sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../src/dialect.ts'
import { ordered, nearText } from '../src/engine/near-page.ts'
import { Pages, type Run } from '../src/engine/pages.ts'
import { acquire, driven } from './driven.ts'
import { opened } from './opened.ts'

const rows = 150_000

const hex = (index: number): string => index.toString(16).padStart(5, '0')

test('a range is looked up by index when it is short, of an expression, and the only filter on the table', async () => {
  const driver = await driven()
  const connection = await acquire(driver)
  const run = async (text: string, ...values: readonly (string | number)[]): Promise<string> =>
    JSON.stringify((await connection.execute({ text, values, cache: false })).rows)
  const plan = async (text: string, ...bounds: readonly (string | number)[]): Promise<string> =>
    (await run(`explain analyze ${text}`, ...bounds)).includes('Index Scan') ? 'index' : 'scan'
  await run('create table t (id varchar primary key, v varchar, expires_at bigint)')
  await run(`create index t_order on t ((${ordered('id')}))`)
  await run(
    `insert into t select md5(range::varchar), 'x', case when range % 3 = 0 then 1 end from range(${rows})`,
  )
  const range = `(${ordered('t.id')}) >= $1 and (${ordered('t.id')}) < $2`
  expect(await plan(`select v from t where ${range}`, '80', '8002')).toBe('index')
  expect(await plan('select v from t where t.id >= $1 and t.id < $2', '80', '8002')).toBe('scan')
  const short = dialect.shortRange!('t.id', '$1', '$2')
  expect(await plan(`select v from t where ${short}`, '80', '8002')).toBe('index')
  const aside = `with near as materialized (select * from t where ${short}) select v from near where v = 'x' order by id`
  expect(await plan(aside, '80', '8002')).toBe('index')
  expect(await plan(`delete from t where ${short}`, '80', '8002')).toBe('index')
  // 2048 rows at most, or a thousandth of the table.
  expect(await plan(`select v from t where ${range}`, '80', '83')).toBe('index')
  expect(await plan(`select v from t where ${range}`, '80', '84')).toBe('scan')
  expect(
    await plan(`select v from t where ${range} and (expires_at is null or expires_at > 5)`, '80', '8002'),
  ).toBe('scan')
  expect(await plan(`select v from t where ${range} order by id limit 5`, '80', '8002')).toBe('scan')
  const page = {
    table: 't',
    columns: ['id', 'v', 'expires_at'],
    now: '1',
    filter: '(expires_at is null or expires_at > 5)',
    reverse: true,
    low: 1,
    high: 2,
    limit: 3,
  } as const
  expect(await plan(nearText(page, 4), '80', '8002', 5, 2048)).toBe('index')
  await connection.release()
})

const collect = async (store: KeyValue<number>, options: ListOptions): Promise<readonly Entry<number>[]> => {
  const entries: Entry<number>[] = []
  for await (const entry of store.list(options)) entries.push(entry)
  return entries
}

test('keyValue.list() of a large store gives exactly the first entries, also where marks are old', async () => {
  const db = await opened()
  const store = db.keyValue<number>('items')
  await store.set('0', 0)
  const [row] = await db.all(sql`select id from holdfast_key_value`)
  const fold = String(row?.['id']).slice(0, -1)
  await store.delete('0')
  await db.run(sql`insert into holdfast_key_value
    select ${fold} || printf('%05x', range), range::varchar, range, 'v', 0, 0,
      case when range % 3 = 0 then 1 when range between 30000 and 32000 then 1 end
    from range(${rows})`)
  const live = new Set(
    Array.from({ length: rows }, (_, index) => index).filter(
      (index) => index % 3 !== 0 && (index < 30_000 || index > 32_000),
    ),
  )
  const expectSame = async (): Promise<void> => {
    const sorted = [...live].toSorted((left, right) => left - right)
    for (const at of [0, 5_000, 29_990, 31_000, 75_000, 75_500, 149_990]) {
      const above = sorted.filter((index) => index >= at).slice(0, 10)
      expect(await listed({ start: hex(at) })).toEqual(above)
      const below = sorted.filter((index) => index < at).slice(-10)
      expect(await listed({ end: hex(at), reverse: true })).toEqual(below.toReversed())
      const prefix = hex(at).slice(0, 3)
      const inside = sorted.filter((index) => hex(index).startsWith(prefix)).slice(0, 10)
      expect(await listed({ prefix })).toEqual(inside)
    }
  }
  const listed = async (options: ListOptions): Promise<readonly number[]> =>
    (await collect(store, { ...options, limit: 10 })).map(({ value }) => value)
  await expectSame()
  // The marks know nothing of what is gone and of what is new.
  await db.run(sql`delete from holdfast_key_value where num between 74000 and 76000 and num % 50 <> 0`)
  for (let index = 74_000; index <= 76_000; index++) if (index % 50 !== 0) live.delete(index)
  await db.run(sql`update holdfast_key_value set expires_at = null where num between 149000 and 149999`)
  for (let index = 149_000; index < 150_000; index++) live.add(index)
  await expectSame()
  for (let round = 0; round < 3; round++) {
    await store.setMany(
      Array.from({ length: 3_000 }, (_, index) => {
        live.add(200_000 + round * 3_000 + index)
        return [hex(200_000 + round * 3_000 + index), 200_000 + round * 3_000 + index]
      }),
    )
    await expectSame()
    const last = [...live].toSorted((left, right) => left - right).slice(-10)
    expect(await listed({ reverse: true })).toEqual(last.toReversed())
  }
})

test('a page inside a transaction holds what the transaction has written', async () => {
  const db = await opened()
  const store = db.keyValue<number>('items')
  await db.run(sql`insert into holdfast_key_value
    select 'other' || range::varchar, '1', 1, 'v', 0, 0, null from range(${rows})`)
  await store.setMany(Array.from({ length: 500 }, (_, index) => [hex(index), index]))
  await db.transaction(async (inner) => {
    const items = inner.keyValue<number>('items')
    await items.delete(hex(0))
    await items.set(hex(500), 500)
    const entries: number[] = []
    for await (const { value } of items.list({ limit: 5 })) entries.push(value)
    expect(entries).toEqual([1, 2, 3, 4, 5])
    const last: number[] = []
    for await (const { value } of items.list({ reverse: true, limit: 2 })) last.push(value)
    expect(last).toEqual([500, 499])
  })
})

test('a small table is counted at one page of seventeen', async () => {
  const driver = await driven()
  const connection = await acquire(driver)
  const texts: string[] = []
  const run: Run = (text, values) => {
    texts.push(text)
    return connection.execute({ text, values, cache: false }) as Promise<Result>
  }
  await run('create table t (id varchar primary key)', [])
  await run("insert into t values ('b'), ('a'), ('c')", [])
  const pages = new Pages()
  const statement = {
    text: 'select t.id, 1 from t where t.id >= $1 and t.id < $2 and true order by t.id limit $3',
    values: ['a', 'z', 2],
    cache: true,
    page: {
      table: 't',
      columns: ['id'],
      now: '1',
      filter: 'true',
      reverse: false,
      low: 1,
      high: 2,
      limit: 3,
    },
  } as const
  for (let page = 0; page < 18; page++)
    expect((await pages.read(run, statement)).rows).toEqual([
      ['a', 1],
      ['b', 1],
    ])
  expect(texts.filter((text) => text.includes('count(*)'))).toHaveLength(2)
  await connection.release()
})

test('queue.find() of a large queue finds the jobs of any state', async () => {
  const db = await opened()
  const jobs = db.queue<number>('items')
  await jobs.enqueue(1, { id: 'a' })
  for (const job of await jobs.claim()) await jobs.complete(job)
  const [row = {}] = (await db.all(sql`select * from holdfast_jobs`)) as readonly BulkRow[]
  const fold = String(row['id']).slice(0, -1)
  const ended = function* (): Generator<BulkRow> {
    for (let index = 0; index < rows; index += 1)
      yield { ...row, id: fold + hex(index), state: index % 50_000 === 7 ? 'dead' : 'completed' }
  }
  await db.bulkInsert('holdfast_jobs', ended())
  await jobs.enqueue(1, { id: 'z' })
  const ids = async (options: FindJobsOptions): Promise<readonly string[]> =>
    (await jobs.find(options)).items.map(({ id }) => id)
  expect(await ids({ state: 'dead' })).toStrictEqual([hex(7), hex(50_007), hex(100_007)])
  expect(await ids({ state: 'dead', reverse: true, limit: 1 })).toStrictEqual([hex(100_007)])
  expect(await ids({ state: 'available' })).toStrictEqual(['z'])
  const { items, next } = await jobs.find({ state: 'completed', limit: 7 })
  expect(items.at(-1)!.id).toBe(hex(6))
  expect(await ids({ state: 'completed', limit: 2, after: next! })).toStrictEqual([hex(8), hex(9)])
})
