import { readSchema, type SchemaModel, type TableModel } from '@holdfast/core'
import { expect, test } from 'vitest'
import type { SqliteConnection } from '../../src/connection.ts'
import { dialect } from '../../src/dialect.ts'
import { connect, openDriver, run } from '../scratch.ts'

const holding = async (...texts: readonly string[]): Promise<SchemaModel> => {
  const connection = await connect(await openDriver())
  for (const text of texts) await run(connection, text)
  return readSchema(connection, dialect)
}

const tableIn = async (...texts: readonly string[]): Promise<TableModel> => {
  const { tables } = await holding(...texts)
  const table = tables.at(-1)
  if (table === undefined) throw new Error('There is no table')
  return table
}

test('readSchema() tells what only the text of the DDL holds: checks, names, collations, expressions and deferral', async () => {
  const table = await tableIn(
    `create table parents (id integer primary key, code text, unique (code))`,
    `create table "the table" (
      -- a comment, with 'quotes' and (parentheses
      id integer primary key autoincrement,
      [a b] varchar (20) default ( 'it''s ) ,' ) collate nocase constraint "no ""z""" check ([a b]<>'z)') ,
      n INT not null default -5 check(N>=0 and n != 7),
      twice integer generated always as (n*2) stored,
      parent int constraint up references parents on delete cascade deferrable initially deferred not null,
      constraint once unique (n, "a b") constraint known check (("n" in (1,2)))
      foreign key (n) references parents (id) on update set null
    )`,
  )
  expect(table).toStrictEqual({
    name: 'the table',
    columns: [
      { name: 'id', type: 'INTEGER', nullable: false },
      {
        name: 'a b',
        type: 'VARCHAR (20)',
        nullable: true,
        default: `'it''s ) ,'`,
        collation: 'NOCASE',
      },
      { name: 'n', type: 'INT', nullable: false, default: '-5' },
      { name: 'twice', type: 'INTEGER', nullable: true, generated: { expression: '"n" * 2', stored: true } },
      { name: 'parent', type: 'INT', nullable: false },
    ],
    primaryKey: ['id'],
    uniques: [{ name: 'once', columns: ['n', 'a b'] }],
    indexes: [],
    foreignKeys: [
      {
        name: 'up',
        columns: ['parent'],
        table: 'parents',
        referencedColumns: ['id'],
        onDelete: 'cascade',
        onUpdate: 'no action',
        deferrable: 'initially deferred',
        isValid: true,
      },
      {
        columns: ['n'],
        table: 'parents',
        referencedColumns: ['id'],
        onDelete: 'no action',
        onUpdate: 'set null',
        isValid: true,
      },
    ],
    checks: [
      { name: 'no "z"', expression: `"a b" <> 'z)'`, isValid: true },
      { expression: '"n" >= 0 and "n" <> 7', isValid: true },
      { name: 'known', expression: '"n" in (1, 2)', isValid: true },
    ],
    others: [],
    options: { autoincrement: true },
    sql: expect.stringMatching(/^CREATE TABLE "the table"/),
  })
})

test('readSchema() gives one expression however its author wrote it, and another where it differs', async () => {
  const checkOf = async (expression: string): Promise<string | undefined> =>
    (await tableIn(`create table t (a integer, "select" text, check (${expression}))`)).checks[0]?.expression
  const plain = await checkOf(`"a" >= 0 and lower("select") = 'A  b'`)
  expect(plain).toBe(`"a" >= 0 and lower("select") = 'A  b'`)
  for (const same of [
    `( A>=0 AND Lower ( "select" )='A  b' )`,
    `a >= 0 /* not less */ and lower([select]) = 'A  b'`,
    '`a` >=0 and lower("select") == \'A  b\'',
  ])
    expect(await checkOf(same)).toBe(plain)
  expect(await checkOf(`a >= 0 and lower("select") = 'A b'`)).not.toBe(plain)
  expect(await checkOf('(a > 0) and (a < 9)')).toBe('("a" > 0) and ("a" < 9)')
  expect(await checkOf('a > - 1')).toBe('"a" > -1')
  expect(await checkOf('a - 1 > 0')).toBe('"a" - 1 > 0')
})

test('readSchema() tells keys of indexes with direction, collation, expression and condition', async () => {
  const { indexes } = await tableIn(
    `create table t (a text, b text collate nocase, c integer)`,
    `create unique index "some" on t (c desc, a collate nocase, b, lower( A ) desc) where c>1 and b is not null`,
  )
  expect(indexes).toStrictEqual([
    {
      name: 'some',
      unique: true,
      keys: [
        { column: 'c', descending: true },
        { column: 'a', collation: 'NOCASE' },
        { column: 'b' },
        { expression: 'lower("a")', descending: true },
      ],
      where: '"c" > 1 and "b" is not null',
      isValid: true,
      sql: expect.stringContaining('CREATE UNIQUE INDEX'),
    },
  ])
})

test('readSchema() tells views, triggers, strict tables and virtual ones, and leaves out what those keep their data in', async () => {
  const model = await holding(
    `create table t (b text, a text, primary key (b, a)) strict, without rowid`,
    `create view v as select a from t`,
    `create trigger on_insert after insert on t begin select 1; end`,
    `create virtual table words using fts5(body)`,
    `create table holdfast_own (a)`,
    `create table schema_migrations (version)`,
  )
  expect(model.tables.map(({ name, options, primaryKey }) => ({ name, options, primaryKey }))).toStrictEqual([
    { name: 't', options: { strict: true, withoutRowid: true }, primaryKey: ['b', 'a'] },
    { name: 'words', options: { virtual: 'fts5(body)' }, primaryKey: [] },
  ])
  expect(model.tables[1]?.columns.map(({ name }) => name)).toEqual(['body'])
  expect(model.views).toEqual([{ name: 'v', sql: 'CREATE VIEW v as select a from t' }])
  expect(model.triggers).toEqual([
    { name: 'on_insert', table: 't', sql: expect.stringContaining('CREATE TRIGGER on_insert') },
  ])
})

test('readSchema() tells a column that was added, and a constraint that was, as if the table had been made so', async () => {
  const made = await tableIn(
    `create table t (id integer primary key, name text not null default 'x', n integer, check (n > 0), constraint named check (n < 9))`,
  )
  const grown = await tableIn(
    `create table t (id integer primary key, old text default 'x')`,
    `alter table t rename column old to name`,
    `alter table t alter column name set not null`,
    `alter table t add column n integer`,
    `alter table t add check (n > 0)`,
    `alter table t add constraint named check (n < 9)`,
  )
  expect({ ...grown, sql: '' }).toStrictEqual({ ...made, sql: '' })
})

test('readSchema() reads a database with a view that no longer works', async () => {
  const connection = await connect(await openDriver())
  await run(connection, 'create table t (a)')
  await run(connection, 'create view v as select a from t')
  await run(connection, 'drop table t')
  expect((await readSchema(connection, dialect)).views).toHaveLength(1)
})

test('readSchema() asks as few questions for hundreds of tables as for one', async () => {
  const connection = await connect(await openDriver())
  for (let n = 0; n < 300; n++)
    await run(connection, `create table t${n} (id integer primary key, a text unique)`)
  const asked: string[] = []
  const watched: Pick<SqliteConnection, 'pipeline'> = {
    pipeline: (statements) => {
      asked.push(...statements.map(({ text }) => text))
      return connection.pipeline(statements)
    },
  }
  expect((await readSchema(watched, dialect)).tables).toHaveLength(300)
  expect(asked).toHaveLength(5)
})
