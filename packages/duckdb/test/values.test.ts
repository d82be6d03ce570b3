import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  integer,
  json,
  real,
  sql,
  text,
  timestamp,
  uuid,
  type DriverCell,
} from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { acquire, driven } from './driven.ts'
import { opened } from './opened.ts'

const cells: readonly (readonly [string, DriverCell])[] = [
  ['1::tinyint', 1],
  ['9007199254740991::bigint', Number.MAX_SAFE_INTEGER],
  ['9007199254740992::bigint', 9007199254740992n],
  ['sum(n)::hugeint from range(3) t(n)', 3],
  ['170141183460469231731687303715884105727::hugeint', 170141183460469231731687303715884105727n],
  ['18446744073709551615::ubigint', 18446744073709551615n],
  ['count(*) from range(5)', 5],
  ['1.50::decimal(10, 2)', '1.50'],
  ['-0.05::decimal(10, 2)', '-0.05'],
  ['0.1::double', 0.1],
  ['0.5::float', 0.5],
  ['true', true],
  ["'text'", 'text'],
  ["'\\xAA\\x00'::blob", Uint8Array.of(0xaa, 0)],
  ["'2020-02-29'::date", '2020-02-29'],
  ["'2020-01-01 00:00:00.123456+02'::timestamptz", new Date('2019-12-31T22:00:00.123Z')],
  ["'2020-01-01 00:00:00.9999'::timestamp", new Date('2020-01-01T00:00:00.999Z')],
  ["'1969-12-31 23:59:59.9999'::timestamp", new Date(-1)],
  ["'2020-01-01'::timestamp_s", new Date('2020-01-01')],
  ["'2020-01-01 00:00:00.5'::timestamp_ms", new Date('2020-01-01T00:00:00.500Z')],
  ["'2020-01-01 00:00:00.123456789'::timestamp_ns", new Date('2020-01-01T00:00:00.123Z')],
  ["'infinity'::timestamp", 'infinity'],
  [`'{"a":1}'::json`, '{"a":1}'],
  ["'00000000-0000-7000-8000-000000000001'::uuid", '00000000-0000-7000-8000-000000000001'],
  ["['a', null]", ['a', null]],
  ['[1, 9007199254740993]', [1, 9007199254740993n]],
  ['array_value(1, 2)', [1, 2]],
  ["'12:30:00'::time", '12:30:00'],
  ["'a'::enum('a', 'b')", 'a'],
  ['null', null],
]

test.each(cells)('execute() hands over %s without loss', async (expression, cell) => {
  const driver = await driven()
  const connection = await acquire(driver, 'read')
  const { rows } = await connection.execute({ text: `select ${expression}`, values: [], cache: false })
  expect(rows).toEqual([[cell]])
  await connection.release()
})

test('a text that begins with U+FEFF keeps it, though the engine’s own driver takes it for a byte order mark', async () => {
  const db = await opened()
  for (const value of [
    '\uFEFF',
    '\uFEFFab',
    '\uFEFFa text that is longer than twelve bytes',
    'a\uFEFF',
    '',
  ]) {
    expect(await db.first(sql`select ${value} as v`)).toEqual({ v: value })
  }
})

test('bytes are a copy: a later statement does not change them', async () => {
  const db = await opened()
  const first = await db.first(sql`select ${new Uint8Array(100).fill(1)} as b`.as({ b: bytes() }))
  for (let n = 0; n < 50; n++) await db.first(sql`select ${new Uint8Array(100).fill(n)} as b`)
  expect(first?.b).toEqual(new Uint8Array(100).fill(1))
})

test('a bound integer is 64 bits wide, a fraction and a number beyond the safe range a double, a Date an instant', async () => {
  const db = await opened()
  expect(
    await db.first(
      sql`select typeof(${1}) as a, typeof(${1n}) as b, typeof(${1.5}) as c, typeof(${new Date(0)}) as d, typeof(${true}) as e`,
    ),
  ).toEqual({ a: 'BIGINT', b: 'BIGINT', c: 'DOUBLE', d: 'TIMESTAMP WITH TIME ZONE', e: 'BOOLEAN' })
})

test('execute() refuses an integer beyond 64 bits with out-of-range before it is sent', async () => {
  const driver = await driven()
  const connection = await acquire(driver, 'read')
  const statement = { text: 'select $1', values: [2n ** 63n], cache: false }
  await expect(connection.execute(statement)).rejects.toMatchObject({ code: 'out-of-range' })
  expect((await connection.execute({ ...statement, values: [2n ** 63n - 1n] })).rows).toEqual([
    [2n ** 63n - 1n],
  ])
  await connection.release()
})

test('instants are shown in UTC whatever the machine’s time zone is', async () => {
  const db = await opened()
  expect(
    await db.first(sql`select cast(${new Date(0)} as varchar) as v, current_setting('TimeZone') as z`),
  ).toEqual({
    v: '1970-01-01 00:00:00+00',
    z: 'UTC',
  })
})

describe('as()', () => {
  test('reads what DuckDB makes of aggregates as the portable types', async () => {
    const db = await opened()
    const query = sql`select count(*) as n, sum(n) as s, sum(n) as b, avg(n) as a, sum(n * 1.5) as d from range(4) t(n)`
    expect(
      await db.first(query.as({ n: integer(), s: integer(), b: bigint(), a: real(), d: decimal(10, 1) })),
    ).toEqual({
      n: 4,
      s: 6,
      b: 6n,
      a: 1.5,
      d: '9.0',
    })
  })

  test('gives back each portable type', async () => {
    const db = await opened()
    const id = '0190a0b0-c0d0-7000-8000-000000000001'
    await db.run(
      sql`create table t (t varchar, "at" timestamptz, d date, j json, u uuid, b boolean, x decimal(20, 4))`,
    )
    await db.run(
      sql`insert into t values (${'a'}, ${new Date(1.5e12)}, ${'2024-02-29'}, ${'{"a":[1]}'}, ${id}, ${false}, ${'12345678901234.5678'})`,
    )
    const columns = {
      t: text(),
      at: timestamp(),
      d: date(),
      j: json(),
      u: uuid(),
      b: boolean(),
      x: decimal(20, 4),
    }
    expect(await db.first(sql`select * from t`.as(columns))).toEqual({
      t: 'a',
      at: new Date(1.5e12),
      d: '2024-02-29',
      j: { a: [1] },
      u: id,
      b: false,
      x: '12345678901234.5678',
    })
  })
})
