import { backUpTable, measureTable, restoreTable, statement } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { asked } from './asked.ts'

const engine = 'SQLite'
const request = { version: 3, line: 'app', at: new Date('2026-11-21T15:00:00Z'), engine }

test('restoreTable() makes a table of SQLite again with all that it had, to the numbers of its rows', async () => {
  const { ask, run } = await asked()
  await run(`create table parent (id integer primary key)`)
  await run(
    `create table "we""ird" (a, "co""l" DATETIME default (1 + 1) check ("co""l" is not ''), t text collate nocase unique, b blob, p integer references parent, g as (a || t))`,
  )
  await run(`create table counted (id integer primary key autoincrement, v any) strict`)
  await run(`create table keyed (k text, n int, primary key (k, n desc)) without rowid`)
  await run(`create index "odd one" on "we""ird" (lower(t)) where b is not null`)
  await run(`create trigger kept after delete on "we""ird" begin insert into parent values (old.rowid); end`)
  await run(
    `insert into "we""ird" (rowid, a, "co""l", t, b) values (7, 1, '2', 'x', x'00'), (3, '1', 2.5, null, 'text'), (-5, 1.0, null, 'y', null)`,
  )
  await run(`insert into counted values (1, '1'), (2, 1), (9, x'31')`)
  await run(`delete from counted where id = 9`)
  await run(`insert into keyed values ('a', 1), ('a', 2)`)
  const tables = ['we"ird', 'counted', 'keyed']
  const state = async (): Promise<unknown> => [
    await ask(
      statement(
        `select type, name, tbl_name, sql from sqlite_schema where name not like 'holdfast%' order by 1, 2`,
      ),
    ),
    await ask(statement(`select rowid, *, typeof(a), typeof("co""l") from "we""ird" order by 1`)),
    await ask(statement(`select *, typeof(v) from counted`)),
    await ask(statement(`select * from keyed`)),
    await ask(statement(`select * from sqlite_sequence`)),
    ...(await Promise.all(tables.map((table) => measureTable(ask, dialect, table)))),
  ]
  const before = await state()
  const backups = []
  for (const table of tables) backups.push(await backUpTable(ask, dialect, { ...request, table }))
  for (const table of tables) await run(`drop table ${dialect.quote(table)}`)
  for (const { name } of backups) await restoreTable(ask, dialect, name, { engine })
  expect(await state()).toStrictEqual(before)
  await run(`insert into counted (v) values (1)`)
  expect(await ask(statement('select max(id) from counted'))).toStrictEqual([[10]])
})

test('restoreTable() does not replace a table whose drop would act on others', async () => {
  const { ask, run } = await asked()
  await run(`create table parent (id integer primary key)`)
  await run(`create table child (parent integer references parent on delete cascade)`)
  await run(`insert into parent values (1)`)
  await run(`insert into child values (1)`)
  const { name } = await backUpTable(ask, dialect, { ...request, table: 'parent' })
  const replaced = restoreTable(ask, dialect, name, { engine, replace: true })
  await expect(replaced).rejects.toMatchObject({ code: 'migration' })
  expect((await measureTable(ask, dialect, 'child')).rows).toBe(1)
  await run(`pragma foreign_keys = off`)
  await restoreTable(ask, dialect, name, { engine, replace: true })
  await run(`pragma foreign_keys = on`)
  expect((await measureTable(ask, dialect, 'child')).rows).toBe(1)
})

test('backUpTable() copies values that their column would change, in tables that are not strict', async () => {
  const { ask, run } = await asked()
  await run(`create table t (n NUMERIC, r REAL, i INTEGER, x)`)
  await run(`insert into t values ('1', 1, 'abc', '01'), (1.5, 'x', 2.5, 1)`)
  const backup = await backUpTable(ask, dialect, { ...request, table: 't' })
  expect(
    await ask(statement(`select typeof(n), typeof(r), typeof(i), typeof(x), x from "${backup.name}"`)),
  ).toStrictEqual(await ask(statement(`select typeof(n), typeof(r), typeof(i), typeof(x), x from t`)))
})
