import { backUpTable, measureTable, restoreTable, statement } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { asked } from './asked.ts'

const engine = 'DuckDB'
const request = { version: 3, line: 'app', at: new Date('2026-11-21T15:00:00Z'), engine }

test('restoreTable() makes a table of DuckDB again with all that it had', async () => {
  const { ask, run } = await asked()
  await run(`create sequence numbers start 5`)
  await run(`create type mood as enum ('sad', 'it''s ok')`)
  await run(`create table parent (id int primary key)`)
  await run(
    `create table "we""ird" (id bigint primary key, "o""dd" varchar collate nocase not null default 'x, y', n bigint default nextval('numbers'), m mood, g int generated always as (id * 2), s struct(a int, b varchar[]), d decimal(10, 2) unique, parent int references parent (id), up bigint references "we""ird" (id), check (length("o""dd") < 9))`,
  )
  await run(`create index "odd one" on "we""ird" (n, lower("o""dd"))`)
  await run(`insert into parent values (1)`)
  await run(
    `insert into "we""ird" (id, m, s, d, parent) values (1, 'sad', {'a': 1, 'b': ['x', null]}, 1.50, 1)`,
  )
  await run(`insert into "we""ird" (id, m, d, up) values (3, 'it''s ok', -2, 1)`)
  await run(`insert into "we""ird" (id, d, up) values (2, 7, 3)`)
  const state = async (): Promise<unknown> => [
    await ask(
      statement(
        `select column_name, data_type, column_default, is_nullable from duckdb_columns() where table_name = 'we"ird' order by column_index`,
      ),
    ),
    // Up to the constraints, which the engine writes in an order of its own.
    await ask(
      statement(`select split_part(sql, 'UNIQUE', 1) from duckdb_tables() where table_name = 'we"ird'`),
    ),
    await ask(statement(`select index_name, sql from duckdb_indexes() where table_name = 'we"ird'`)),
    await ask(
      statement(
        `select constraint_type, constraint_text, referenced_table, constraint_column_names::varchar, referenced_column_names::varchar from duckdb_constraints() where table_name = 'we"ird' order by all`,
      ),
    ),
    await ask(statement(`select *, s::varchar from "we""ird" order by id`)),
    await measureTable(ask, dialect, 'we"ird'),
  ]
  const before = await state()
  const backup = await backUpTable(ask, dialect, { ...request, table: 'we"ird' })
  await run(`drop table "we""ird"`)
  await restoreTable(ask, dialect, backup.name, { engine })
  expect(await state()).toStrictEqual(before)
  await expect(run(`insert into "we""ird" (id, d, up) values (4, 9, 99)`)).rejects.toMatchObject({
    code: 'foreign-key',
  })
  await run(`insert into "we""ird" (id, d) values (4, 9)`)
  expect(await ask(statement(`select n from "we""ird" where id = 4`))).toStrictEqual([[9]])
})

test('restoreTable() is undone with its transaction', async () => {
  const { ask, run } = await asked()
  await run(`create table t (id int primary key)`)
  await run(`insert into t values (1)`)
  const backup = await backUpTable(ask, dialect, { ...request, table: 't' })
  await run(`drop table t`)
  await run('begin transaction')
  await restoreTable(ask, dialect, backup.name, { engine })
  await run('rollback')
  await expect(measureTable(ask, dialect, 't')).rejects.toMatchObject({ code: 'no-table' })
  await run('begin transaction')
  await restoreTable(ask, dialect, backup.name, { engine })
  await run('commit')
  expect(await measureTable(ask, dialect, 't')).toMatchObject({ rows: 1, hash: backup.hash })
})
