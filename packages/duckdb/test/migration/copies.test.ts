import { measureTable, readSchema, statement, withCopy, type Ask } from '@holdfast/core'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { acquire } from '../driven.ts'
import { asked } from './asked.ts'

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-duckdb-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const made: readonly string[] = [
  `create sequence numbers start 5`,
  `create type mood as enum ('sad', 'ok')`,
  `create schema other`,
  `create table parent (id bigint primary key, name varchar not null default 'x, y', m mood, n bigint default nextval('numbers'), g int generated always as (id * 2), check (length(name) < 100))`,
  `create table child (id bigint primary key, parent bigint references parent (id), u varchar unique)`,
  `create table "a before" (id bigint, parent bigint references parent (id))`,
  `create table tree (id bigint primary key, up bigint references tree (id), code varchar unique, "like" varchar references tree (code))`,
  `create table other.plain (i int, s struct(a int, b varchar[]), moment timestamptz)`,
  `create index parent_name on parent (name)`,
  `create unique index "parent expression" on parent ((name || ''))`,
  `create view both_of as select p.name, c.u from parent p join child c on p.id = c.parent`,
  `create macro plus_one(x) as x + 1`,
  `create macro found(x) as table select * from parent where id = x`,
  `comment on table parent is 'it''s one'`,
  `comment on column parent.name is 'a name'`,
  `insert into parent (id, name, m) values (1, 'a', 'ok'), (2, 'b', null)`,
  `insert into child values (1, 1, 'u1')`,
  `insert into "a before" values (1, 2)`,
  `insert into tree values (1, null, 'a', null)`,
  `insert into tree values (5, 1, null, 'a')`,
  `insert into tree values (3, 5, 'b', 'a')`,
  `insert into tree values (2, 3, null, 'b')`,
  `insert into other.plain values (1, {'a': 1, 'b': ['x', null]}, '2024-01-01')`,
]

const tables = ['parent', 'child', 'a before', 'tree']

const said = async (ask: Ask): Promise<unknown> => {
  const here = 'database_name = current_database()'
  return Promise.all(
    [
      `select table_name, comment, sql from duckdb_tables() where ${here} order by 1`,
      `select table_name, column_name, comment, column_default, data_type, is_nullable from duckdb_columns() where ${here} and not internal order by 1, 2`,
      `select table_name, constraint_type, constraint_text, constraint_column_names::varchar, referenced_table from duckdb_constraints() where ${here} order by all`,
      `select index_name, sql, is_unique from duckdb_indexes() where ${here} order by 1`,
      `select view_name, sql from duckdb_views() where ${here} and not internal order by 1`,
      `select sequence_name, sql from duckdb_sequences() where ${here} order by 1`,
      `select function_name, function_type, macro_definition from duckdb_functions() where ${here} and not internal order by 1`,
      `select type_name, labels::varchar from duckdb_types() where ${here} and not internal order by 1`,
      `select name, u from both_of`,
      `select s::varchar, moment from other.plain`,
    ].map((text) => ask(statement(text))),
  )
}

for (const place of ['a file', 'memory'] as const) {
  test(`withCopy() copies a database of DuckDB in ${place} whole: definitions, rows and numbers`, async () => {
    const folder = scratch()
    const { ask, run, driver, connection } = await asked(
      place === 'memory' ? ':memory:' : join(folder, 'app.duckdb'),
    )
    for (const text of made) await run(text)
    const before = [
      await said(ask),
      await Promise.all(tables.map((name) => measureTable(ask, dialect, name))),
    ]
    const schema = await readSchema(connection, dialect)
    await withCopy(
      driver,
      async (copy) => {
        const there = await acquire(copy as typeof driver)
        const askCopy: Ask = async (toSend) => (await there.execute(toSend)).rows
        const measures = await Promise.all(tables.map((name) => measureTable(askCopy, dialect, name)))
        expect([await said(askCopy), measures]).toStrictEqual(before)
        // A copied sequence starts where the other one goes on.
        expect({ ...(await readSchema(there, dialect)), sequences: schema.sequences }).toStrictEqual(schema)
        await expect(askCopy(statement(`insert into tree values (9, 99, null, null)`))).rejects.toThrow(
          /foreign key/,
        )
        await askCopy(statement(`insert into parent (id) values (3)`))
        expect(await askCopy(statement('select n from parent where id = 3'))).toStrictEqual([[7]])
        await there.release()
      },
      { folder },
    )
    expect([
      await said(ask),
      await Promise.all(tables.map((name) => measureTable(ask, dialect, name))),
    ]).toStrictEqual(before)
    expect(
      await ask(statement(`select count(*) from duckdb_databases() where database_name like 'copy%'`)),
    ).toStrictEqual([[0]])
  })
}
