import type { Asked } from '@holdfast/conformance/migrations'
import { brokenReferences, compareStock, measureTable, retakeStock, takeStock } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { asked } from './asked.ts'

/** Each list holds values that are equal for the engine, or look so, and are not the same. */
const alike: readonly (readonly string[])[] = [
  [`null`, `''`, `x''`, `0`],
  [`1`, `'1'`, `1.0`, `x'31'`, `'1.0'`],
  [`'0x61'`, `x'61'`, `'61'`, `'a'`],
  [`9007199254740993`, `9007199254740992`, `9007199254740992.0`],
  [`'a' || char(0)`, `'a'`, `'a' || char(0, 0)`, `'a' || char(0) || 'b'`],
  [`cast(x'ff' as text)`, `char(65533)`, `cast(x'ffff' as text)`],
  [`'a'`, `'A'`, `'a '`, `'á'`, `'a' || char(769)`],
  [`zeroblob(300)`, `zeroblob(301)`, `hex(zeroblob(150))`, `zeroblob(256)`],
  [`9e999`, `-9e999`, `1.7976931348623157e308`],
]

const declared = ['', 'TEXT', 'INTEGER', 'BLOB', 'NUMERIC', 'DATETIME'] as const

const hashOf = async ({ ask, run }: Asked, type: string, value: string): Promise<string> => {
  await run(`drop table if exists held`)
  await run(`create table held (id integer, v ${type})`)
  await run(`insert into held values (1, ${value}), (2, ${value})`)
  return (await measureTable(ask, dialect, 'held')).hash
}

test('measureTable() tells values apart that SQLite holds equal, in columns that keep them as they are', async () => {
  const bench = await asked()
  for (const type of ['', 'BLOB']) {
    for (const values of alike) {
      const hashes = new Set<string>()
      for (const value of values) hashes.add(await hashOf(bench, type, value))
      expect([values, hashes.size]).toStrictEqual([values, values.length])
    }
  }
})

test('measureTable() hashes what a column holds, whatever type it declares', async () => {
  const bench = await asked()
  for (const type of declared) {
    const text = await hashOf(bench, type, `'x'`)
    expect(await hashOf(bench, type, `'x'`)).toBe(text)
    const blob = await hashOf(bench, type, `x'78'`)
    expect(blob).not.toBe(text)
    expect(await hashOf(bench, type, 'null')).not.toBe(blob)
  }
})

test('measureTable() takes tables with more columns than a function has arguments', async () => {
  const { ask, run } = await asked()
  const names = Array.from({ length: 1_500 }, (_, index) => `c${index}`)
  await run(`create table wide (${names.map((name) => `${name} blob`).join(', ')})`)
  await run(`insert into wide (c0, c1499) values (1, 2)`)
  const { hash, rows } = await measureTable(ask, dialect, 'wide')
  expect(rows).toBe(1)
  await run(`update wide set c1499 = 3`)
  expect((await measureTable(ask, dialect, 'wide')).hash).not.toBe(hash)
  await run(`update wide set c1499 = 2`)
  expect((await measureTable(ask, dialect, 'wide')).hash).toBe(hash)
})

test('nothing in a file can call the functions that measure', async () => {
  const { run } = await asked()
  await run(`create table t (a)`)
  await run(`create view v as select holdfast_content(a) from t`)
  await expect(run(`select * from v`)).rejects.toMatchObject({ code: expect.any(String) })
})

test('compareStock() sees the children that a rebuild of their parent has emptied', async () => {
  const { ask, run } = await asked()
  await run(`create table parent (id integer primary key, name text)`)
  await run(`create table child (id integer primary key, parent integer references parent on delete cascade)`)
  await run(`insert into parent values (1, 'a'), (2, 'b')`)
  await run(`insert into child values (1, 1), (2, 2), (3, 2)`)
  const before = await takeStock(ask, dialect, ['parent', 'child'], [{ table: 'parent', columns: ['name'] }])
  await run(`begin immediate`)
  // What two well-known tools do: the drop acts on the children, and nothing says so.
  await run(`create table new_parent (id integer primary key, name text not null)`)
  await run(`insert into new_parent select id, name from parent`)
  await run(`drop table parent`)
  await run(`alter table new_parent rename to parent`)
  expect(compareStock(before, await retakeStock(ask, dialect, before))).toStrictEqual([
    { table: 'child', what: 'rows', rowsBefore: 3, rowsAfter: 0 },
  ])
  await run(`rollback`)
})

test('compareStock() counts rows that have come to refer to nothing, and not those that did before', async () => {
  const { ask, run } = await asked()
  await run(`pragma foreign_keys = off`)
  await run(`create table parent (id integer primary key)`)
  await run(`create table child (id integer primary key, parent integer references parent)`)
  await run(`insert into parent values (1)`)
  await run(`insert into child values (1, 1), (2, 9)`)
  const before = await takeStock(ask, dialect, ['child'], [{ table: 'parent' }])
  expect(before.broken).toStrictEqual([{ table: 'child', parent: 'parent', rows: 1 }])
  await run(`delete from parent`)
  expect(await brokenReferences(ask, dialect)).toStrictEqual([{ table: 'child', parent: 'parent', rows: 2 }])
  expect(compareStock(before, await retakeStock(ask, dialect, before))).toStrictEqual([
    { table: 'child', what: 'references', rowsBefore: 1, rowsAfter: 2, parent: 'parent' },
  ])
  await run(`pragma foreign_keys = on`)
})
