import { auditTypeChange, measureTable } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { asked } from './asked.ts'

/** Each list holds values that are equal for the engine or its hash, or look so, and are not the same. */
const alike: readonly (readonly string[])[] = [
  [`null::varchar`, `''::varchar`],
  [
    `1::int`,
    `1::bigint`,
    `1::utinyint`,
    `1::hugeint`,
    `true`,
    `'1'::varchar`,
    `1::double`,
    `1::decimal(5, 1)`,
    `'1'::json`,
  ],
  [`0::double`, `'-0'::double`],
  [`'a'::varchar`, `'a'::blob`, `'A'::varchar`, `'a '::varchar`],
  [`interval '1 month'`, `interval '30 days'`, `interval '720 hours'`],
  [`timetz '12:00:00+01:00'`, `timetz '11:00:00+00:00'`],
  [`[[1], [2]]`, `[[1, 2]]`, `[[1], [2], []]`],
  [`[]::int[]`, `null::int[]`, `[null]::int[]`],
  [`['a, b']`, `['a', 'b']`, `['NULL']`, `[null]::varchar[]`, `['']`],
  [`{'a': 1, 'b': null}`, `{'a': null, 'b': 1}`, `{'a': -0.0::double, 'b': 1}`, `{'a': 0.0::double, 'b': 1}`],
  [`union_value(i := 1)::union(i int, t varchar)`, `union_value(t := '1')::union(i int, t varchar)`],
  [
    `timestamp '2024-01-01'`,
    `timestamptz '2024-01-01 00:00:00+00'`,
    `date '2024-01-01'`,
    `'2024-01-01'::timestamp_ns`,
  ],
  [`'101'::bit`, `'0101'::bit`],
  [`map {'a': 1}`, `map {'a': null}`],
]

test('measureTable() tells values apart that DuckDB or its hash holds equal', async () => {
  const { ask, run } = await asked()
  for (const values of alike) {
    const hashes = new Set<string>()
    for (const value of values) {
      await run(
        `create or replace table held as select * from (values (1, ${value}), (2, ${value})) v (id, held)`,
      )
      hashes.add((await measureTable(ask, dialect, 'held')).hash)
    }
    expect([values, hashes.size]).toStrictEqual([values, values.length])
  }
})

test('measureTable() hashes the label of an enum, and a collated text as it is held', async () => {
  const { ask, run } = await asked()
  const held = async (values: string): Promise<string> => {
    await run(`create or replace table held (e enum('a', 'b'))`)
    await run(`insert into held values ${values}`)
    return (await measureTable(ask, dialect, 'held')).hash
  }
  expect(await held(`('b'), ('a'), (null)`)).toBe(await held(`(null), ('a'), ('b')`))
  expect(await held(`('b'), ('a'), (null)`)).not.toBe(await held(`('a'), ('a'), (null)`))
  await run(`create table collated (t varchar collate nocase)`)
  await run(`insert into collated values ('a')`)
  const small = await measureTable(ask, dialect, 'collated')
  await run(`update collated set t = 'A' where t = 'a'`)
  expect(await measureTable(ask, dialect, 'collated')).not.toStrictEqual(small)
})

test('measureTable() leaves generated columns out', async () => {
  const { ask, run } = await asked()
  await run(
    `create table t (a int, ba int generated always as (a + 1), "o""dd" varchar, c decimal(10, 2) generated always as (a * 1.5))`,
  )
  const columns = (await ask(dialect.proof.columnsOf('t'))).map(([name]) => name)
  expect(columns).toStrictEqual(['a', 'o"dd'])
})

test('auditTypeChange() finds the values that DuckDB would round', async () => {
  const { ask, run } = await asked()
  await run(
    `create table t (id int primary key, text varchar, whole decimal(5, 1), wide hugeint, real double)`,
  )
  await run(
    `insert into t values (1, '2.7', 2.7, 300, '-0'::double), (2, '2', 2, 3, 1), (3, 'x', -1.5, -129, 1e30), (4, null, null, null, 'nan')`,
  )
  const audit = (column: string, from: string, to: string): Promise<unknown> =>
    auditTypeChange(ask, dialect, { table: 't', key: ['id'], column, from, to })
  expect(await audit('text', 'VARCHAR', 'INTEGER')).toMatchObject({
    lossless: 1,
    lost: 2,
    nulls: 1,
    samples: [[1], [3]],
  })
  expect(await audit('whole', 'DECIMAL(5,1)', 'INTEGER')).toMatchObject({
    lossless: 1,
    lost: 2,
    samples: [[1], [3]],
  })
  expect(await audit('wide', 'HUGEINT', 'TINYINT')).toMatchObject({
    lossless: 1,
    outOfRange: 2,
    samples: [[1], [3]],
  })
  expect(await audit('real', 'DOUBLE', 'BIGINT')).toMatchObject({ lossless: 1, samples: [[1], [3], [4]] })
  expect(await audit('real', 'DOUBLE', 'VARCHAR')).toMatchObject({ lossless: 4 })
})
