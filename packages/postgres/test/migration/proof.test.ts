import { measureTable } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect as dialectOf } from '../../src/dialect.ts'
import { name } from '../drivers.ts'
import { asked } from './asked.ts'

const dialect = dialectOf(undefined)

/** Each list holds values that are equal, or look so, and are not the same. */
const alike: readonly (readonly string[])[] = [
  [`null::text`, `''::text`],
  [`1`, `'1'::text`, `1::bigint`, `1::numeric`, `1.0::numeric`, `1::float8`, `1::float4`, `true`],
  [`0::float8`, `'-0'::float8`],
  [`'0x61'::text`, `'\\x61'::bytea`, `'a'::text`],
  [`'{1}'::int[]`, `'{1,null}'::int[]`, `'{}'::int[]`, `'[0:0]={1}'::int[]`, `'{1}'::bigint[]`],
  [`'1 month'::interval`, `'30 days'::interval`, `'720 hours'::interval`],
  [`'{"a":1}'::json`, `'{"a": 1}'::json`, `'{"a":1}'::jsonb`, `'{"a":1.0}'::jsonb`],
  [`'2024-01-01'::date`, `'2024-01-01'::timestamp`, `'2024-01-01'::timestamptz`],
  [`'12:00+00'::timetz`, `'13:00+01'::timetz`],
  [`'a'::text`, `'A'::text`, `'a '::text`, `'a'::varchar`, `'ａ'::text`],
]

test('measureTable() tells values apart that PostgreSQL holds equal', async () => {
  const { ask, run } = await asked()
  await run('begin')
  for (const values of alike) {
    const hashes = new Set<string>()
    for (const value of values) {
      const table = name()
      await run(`create table ${table} as select * from (values (1, ${value}), (2, ${value})) v (id, held)`)
      hashes.add((await measureTable(ask, dialect, table)).hash)
    }
    expect([values, hashes.size]).toStrictEqual([values, values.length])
  }
  await run('rollback')
})

test('measureTable() does not depend on the settings of the session, nor on what was dropped before', async () => {
  const { ask, run } = await asked()
  const [table, type] = [name(), name('e')]
  await run('begin')
  await run(`create type ${type} as enum ('a', 'b')`)
  await run(
    `create table ${table} (gone int, at timestamptz, span interval, r float8, b bytea, mood ${type}, acl aclitem)`,
  )
  await run(
    `insert into ${table} values (1, now(), '1 day', 0.1::float8 + 0.2, '\\x00ff', 'b', 'postgres=r/postgres'), (2, null, null, 'NaN', '', null, null)`,
  )
  const columns = ['at', 'span', 'r', 'b', 'mood', 'acl']
  const before = await measureTable(ask, dialect, table, columns)
  for (const setting of [
    `timezone = 'Asia/Kathmandu'`,
    `datestyle = 'SQL, DMY'`,
    `intervalstyle = 'iso_8601'`,
    'extra_float_digits = 0',
    `bytea_output = 'escape'`,
  ])
    await run(`set local ${setting}`)
  expect(await measureTable(ask, dialect, table, columns)).toStrictEqual(before)
  await run(`alter table ${table} drop column gone`)
  await run(`alter table ${table} alter mood type text`)
  await run(`drop type ${type}`)
  await run(`create type ${type} as enum ('0', 'b', 'a')`)
  await run(`alter table ${table} alter mood type ${type} using mood::${type}`)
  expect(await measureTable(ask, dialect, table)).toStrictEqual(before)
  await run(`update ${table} set r = r where at is null`)
  await run(`create index ${table}_r on ${table} (r)`)
  await run(`cluster ${table} using ${table}_r`)
  expect(await measureTable(ask, dialect, table)).toStrictEqual(before)
  await run('rollback')
})

test('measureTable() counts the rows of a table without columns', async () => {
  const { ask, run } = await asked()
  const table = name()
  await run('begin')
  await run(`create table ${table} (id int)`)
  await run(`insert into ${table} values (1), (2)`)
  expect(await measureTable(ask, dialect, table, [])).toMatchObject({ rows: 2 })
  await run('rollback')
})
