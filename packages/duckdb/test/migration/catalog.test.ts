import {
  defineSchema,
  defineTable,
  describeChange,
  integer,
  readSchema,
  schemaDifference,
  statement,
  text,
  type Connection,
  type SchemaModel,
  type TableModel,
} from '@holdfast/core'
import { expect, test } from 'vitest'
import { capabilitiesOf } from '../../src/capabilities.ts'
import { dialect } from '../../src/dialect.ts'
import { locate } from '../../src/engine/location.ts'
import { acquire, driven } from '../driven.ts'

const making = async (...texts: readonly string[]): Promise<Connection> => {
  const connection = await acquire(await driven())
  for (const one of texts) await connection.execute(statement(one))
  return connection
}

const holding = async (...texts: readonly string[]): Promise<SchemaModel> =>
  readSchema(await making(...texts), dialect)

const tableIn = async (...texts: readonly string[]): Promise<TableModel> => {
  const [table] = (await holding(...texts)).tables
  if (table === undefined) throw new Error('There is no table')
  return table
}

test('readSchema() spells types and expressions as the engine does, and knows no name of a constraint', async () => {
  const model = await holding(
    `create type mood as enum ('sad', 'it''s')`,
    `create type amount as decimal(10, 2)`,
    `create sequence counts start 5 increment 2`,
    `create table t (b integer, "a b" varchar(3) default 'it''s, (', price decimal default 0, made timestamptz default now(),
      how mood, many integer[], twice integer generated always as (b * 2), n bigint default nextval('counts'), loose varchar collate nocase,
      body json default '{}', primary key ("a b", b), constraint "my own" check (b > 0 and "a b" <> ','), constraint once unique (price, made))`,
  )
  expect(model.tables).toStrictEqual([
    {
      name: 't',
      columns: [
        { name: 'b', type: 'INTEGER', nullable: false },
        { name: 'a b', type: 'VARCHAR', nullable: false, default: `'it''s, ('` },
        { name: 'price', type: 'DECIMAL(18,3)', nullable: true, default: '0' },
        { name: 'made', type: 'TIMESTAMP WITH TIME ZONE', nullable: true, default: 'now()' },
        { name: 'how', type: `ENUM('sad', 'it''s')`, nullable: true },
        { name: 'many', type: 'INTEGER[]', nullable: true },
        { name: 'twice', type: 'INTEGER', nullable: true, generated: { expression: 'b * 2', stored: false } },
        { name: 'n', type: 'BIGINT', nullable: true, default: `nextval('counts')` },
        { name: 'loose', type: 'VARCHAR', nullable: true, collation: 'nocase' },
        { name: 'body', type: 'JSON', nullable: true, default: `'{}'` },
      ],
      primaryKey: ['a b', 'b'],
      uniques: [{ columns: ['price', 'made'] }],
      indexes: [],
      foreignKeys: [],
      checks: [{ expression: `(b > 0) AND ("a b" != ',')`, isValid: true }],
      others: [],
      options: {},
      sql: expect.stringContaining('CREATE TABLE t('),
    },
  ])
  expect(model.types).toStrictEqual([
    // The engine does not tell how many digits.
    { name: 'amount', kind: 'other', definition: 'DECIMAL' },
    { name: 'mood', kind: 'enum', values: ['sad', `it's`] },
  ])
  expect(model.sequences).toStrictEqual([
    {
      name: 'counts',
      definition: 'start with 5 increment by 2 minvalue 1 maxvalue 9223372036854775807',
    },
  ])
})

test('readSchema() tells a reference to the same table, which the engine leaves out of its own DDL', async () => {
  const table = await tableIn(
    'create table t (id integer primary key, up integer references t (id), n integer unique)',
  )
  expect(table.sql).toContain('UNIQUE, );')
  expect(table.foreignKeys).toMatchObject([{ columns: ['up'], table: 't', referencedColumns: ['id'] }])
  expect(table.uniques).toEqual([{ columns: ['n'] }])
})

test('readSchema() tells that a check went with its column, and no direction of an index, for the engine keeps neither', async () => {
  const table = await tableIn(
    'create table t (a integer, b integer check (b > 0), check (a > 1))',
    'alter table t drop column b',
    `create index keys on t (a desc, (a || ', (x)'))`,
  )
  expect(table.checks.map(({ expression }) => expression)).toEqual(['a > 1'])
  expect(table.indexes).toMatchObject([
    { name: 'keys', unique: false, keys: [{ column: 'a' }, { expression: `a || ', (x)'` }] },
  ])
})

test('readSchema() tells views and macros of the database in use, and nothing of others or of temporary tables', async () => {
  const model = await holding(
    'create table t (a integer)',
    'create view v as select a from t',
    'create macro plus(a) as a + 1',
    'create schema other',
    'create table other.t (b integer)',
    'create temporary table mine (c integer)',
    `attach ':memory:' as second`,
    'create table second.far (d integer)',
  )
  expect(model.tables.map(({ name, columns }) => [name, columns.length])).toEqual([['t', 1]])
  expect(model.views).toEqual([{ name: 'v', sql: 'CREATE VIEW v AS SELECT a FROM t;' }])
  expect(model.functions).toEqual(['plus'])
})

test('defineSchema() compares beside a table of the same name, and leaves nothing behind', async () => {
  const connection = await making('create table users (id varchar primary key, old bigint)')
  const users = defineTable('users', { id: text().primaryKey(), credits: integer().default(0) })
  const capabilities = capabilitiesOf(locate(':memory:'))
  const wanted = await defineSchema(connection, dialect, capabilities, [users])
  const found = await readSchema(connection, dialect)
  expect(schemaDifference(found, wanted, { scope: 'defined' }).changes.map(describeChange)).toEqual([
    'table users: column credits: missing',
    'table users: check (credits BETWEEN -9007199254740991 AND 9007199254740991): missing',
    'table users: column old: not expected, perhaps renamed to users.credits',
  ])
  expect(connection.inTransaction).toBe(false)
  expect(
    (await connection.execute(statement('select count(*) from duckdb_tables() where temporary'))).rows,
  ).toEqual([[0]])
})
