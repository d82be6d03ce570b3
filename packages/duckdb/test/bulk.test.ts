import { sql, type Bindable } from '@holdfast/core'
import { expect, test } from 'vitest'
import { makeFile } from './folder.ts'
import { opened } from './opened.ts'

test('bulkInsert() takes columns in any order and case, and fills the others with their defaults', async () => {
  const db = await opened()
  await db.run(sql`create table t (id integer primary key, name varchar default 'none', n bigint)`)
  expect(
    await db.bulkInsert('t', [
      { N: 5, id: 1 },
      { N: null, id: 2 },
    ]),
  ).toBe(2)
  expect(await db.all(sql`select * from t order by id`)).toEqual([
    { id: 1, name: 'none', n: 5 },
    { id: 2, name: 'none', n: null },
  ])
})

test('bulkInsert() stores every kind of value in every type of column as an INSERT does', async () => {
  const db = await opened()
  const columns = sql.raw(
    '(i integer, b bigint, r double, d decimal(10, 2), t varchar, f boolean, x blob, z timestamptz, c date, j json, u uuid)',
  )
  await db.run(sql`create table a ${columns}`)
  await db.run(sql`create table b ${columns}`)
  const row = {
    i: 1,
    b: 2n ** 60n,
    r: 1.5,
    d: '12.34',
    t: 'täxt',
    f: true,
    x: Uint8Array.of(0, 255),
    z: new Date(1_234_567_890_123),
    c: '2024-02-29',
    j: '{"a":1}',
    u: '0190a0b0-c0d0-7000-8000-000000000001',
  }
  await db.bulkInsert('a', [row])
  const values = sql.list(Object.values(row))
  await db.run(sql`insert into b values ${values}`)
  expect(await db.all(sql`select * from a except select * from b`)).toEqual([])
  expect(await db.all(sql`select count(*) as n from a`)).toEqual([{ n: 1 }])
})

test('bulkInsert() stores thousands of rows as an INSERT does, whichever of their values are missing or of another type', async () => {
  const db = await opened()
  const columns = sql.raw(
    "(id bigint, t varchar, r double, d decimal(20, 2), f boolean, x blob, z timestamptz, j json, u uuid, word varchar not null default 'it''s')",
  )
  await db.run(sql`create table a ${columns}`)
  await db.run(sql`create table b ${columns}`)
  const rowOf = (id: number): Record<string, Bindable> => ({
    id,
    t: id % 3 === 0 ? null : `täxt ${id}`,
    r: id % 5 === 0 ? null : id / 4,
    d: id % 7 === 0 ? null : `${id}.25`,
    f: id % 4 === 0 ? null : id % 2 === 0,
    x: id % 6 === 0 ? null : Uint8Array.of(id % 256, 0),
    z: id % 2 === 0 ? null : new Date(id * 1_000),
    j: id % 9 === 0 ? null : `{"id":${id}}`,
    u: id % 8 === 0 ? null : `0190a0b0-c0d0-7000-8000-${String(id).padStart(12, '0')}`,
  })
  const rows = Array.from({ length: 9_000 }, (_, id) => rowOf(id))
  // From there on a text column takes a number, and a decimal one too.
  const others = Array.from({ length: 3_000 }, (_, id) => ({
    ...rowOf(id + 9_000),
    ...(id > 700 && { t: id, d: 5 }),
  }))
  await db.bulkInsert('a', [...rows, ...others])
  for (let at = 0; at < 12_000; at += 500) {
    const values = [...rows, ...others].slice(at, at + 500).map((row) => sql.list(Object.values(row)))
    await db.run(sql`insert into b (id, t, r, d, f, x, z, j, u) values ${sql.join(values)}`)
  }
  expect(await db.all(sql`select * from a except select * from b`)).toEqual([])
  expect(await db.all(sql`select count(*) as n, count(distinct id) as m from a`)).toEqual([
    { n: 12_000, m: 12_000 },
  ])
})

test('bulkInsert() throws no-table and no-column, and names a schema by a dot', async () => {
  const db = await opened()
  await db.run(sql`create schema s`)
  await db.run(sql`create table s.t (a integer)`)
  expect(await db.bulkInsert('s.t', [{ a: 1 }])).toBe(1)
  await expect(db.bulkInsert('nowhere', [{ a: 1 }])).rejects.toMatchObject({ code: 'no-table' })
  await expect(db.bulkInsert('s.t', [{ nothing: 1 }])).rejects.toMatchObject({ code: 'no-column' })
})

test('bulkInsert() throws the code of the constraint that refuses a row, and inserts none', async () => {
  const db = await opened()
  await db.run(sql`create table t (id integer primary key, n integer not null check (n < 10))`)
  const rows = Array.from({ length: 3_000 }, (_, id) => ({ id, n: 1 as number | null }))
  await expect(db.bulkInsert('t', [...rows, { id: 0, n: 1 }])).rejects.toMatchObject({ code: 'duplicate' })
  await expect(db.bulkInsert('t', [...rows, { id: 9_999, n: null }])).rejects.toMatchObject({
    code: 'not-null',
  })
  await expect(db.bulkInsert('t', [...rows, { id: 9_999, n: 50 }])).rejects.toMatchObject({ code: 'check' })
  await expect(db.bulkInsert('t', [...rows, { id: 2 ** 40, n: 1 }])).rejects.toMatchObject({
    code: 'out-of-range',
  })
  expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 0 })
})

test('bulkInsert() refuses text that is no JSON in a JSON column, which the engine’s appender would store', async () => {
  const db = await opened()
  await db.run(sql`create table t (j json)`)
  await expect(db.bulkInsert('t', [{ j: '{}' }, { j: '{bad' }])).rejects.toMatchObject({
    code: 'invalid-value',
  })
  expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 0 })
})

test.each([
  ['integer', 'x', 'invalid-value'],
  ['decimal(4, 2)', '999.99', 'invalid-value'],
  ['date', '2020-99-99', 'invalid-value'],
  ['uuid', 'x', 'invalid-value'],
  ['boolean', 'x', 'invalid-value'],
  ['timestamptz', 'x', 'invalid-value'],
  ['tinyint', 300, 'out-of-range'],
])('bulkInsert() into a column of type %s throws for %s: %s', async (type, value, code) => {
  const db = await opened()
  await db.run(sql`create table t (a ${sql.raw(type)})`)
  await expect(db.bulkInsert('t', [{ a: value }])).rejects.toMatchObject({ code })
})

test('bulkInsert holds the rows of its transaction once, in memory that the engine may spill', async () => {
  const file = makeFile()
  const db = await opened(file)
  const beside = await opened(file)
  await db.run(sql`create table t (id bigint primary key, v varchar)`)
  const rows = 20_000
  let bytes = 0
  const source = async function* (): AsyncGenerator<{ id: number; v: string }> {
    for (let id = 0; id < rows; id++) yield { id, v: String(id).padEnd(1_000, 'x') }
    const [held] = await beside.all(sql`select sum(memory_usage_bytes)::bigint as n from duckdb_memory()`)
    bytes = Number(held?.['n'])
  }
  await db.bulkInsert('t', source())
  expect(bytes).toBeGreaterThan(rows * 500)
  expect(bytes).toBeLessThan(rows * 1_500)
})
