import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { splitStatements } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { cases } from './hazard-cases.ts'

/** What the engine itself makes of the hazards: the facts on which the rules stand. */
const made = async (text: string): Promise<DuckDBConnection> => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  for (const one of splitStatements(text, dialect.lexicon)) await connection.run(one.text)
  return connection
}

/** Runs it as a migration is run: in one transaction, unless it says otherwise. */
const migrated = async (connection: DuckDBConnection, text: string): Promise<void> => {
  const isAlone = text.startsWith('-- holdfast: no-transaction')
  if (!isAlone) await connection.run('begin')
  for (const one of splitStatements(text, dialect.lexicon)) await connection.run(one.text)
  if (!isAlone) await connection.run('commit')
}

const first = async (connection: DuckDBConnection, query: string): Promise<unknown> =>
  (await connection.runAndReadAll(query)).getRows()[0]?.[0]

describe('DuckDB refuses what these rules refuse, and takes what they let pass:', () => {
  const refused = new Set(['DK03', 'DK04', 'DK05', 'DK07', 'DK08', 'DK10', 'DK12', 'DK17'])
  test.each(cases.filter(([rule]) => refused.has(rule)))('%s: %s; %s', async (_, before, trips, passes) => {
    await expect(migrated(await made(before), trips)).rejects.toThrow(/Error/)
    await expect(migrated(await made(before), passes)).resolves.toBeUndefined()
  })
})

describe('DK02:', () => {
  const parent =
    'create table t (id int primary key); create table c (t int references t (id)); insert into t values (1)'

  test('a child that is renamed keeps its parent from being changed or dropped', async () => {
    const connection = await made(`${parent}; alter table c rename to d`)
    await expect(connection.run('delete from t')).rejects.toThrow(/Error/)
    await connection.run('drop table d')
    await expect(connection.run('drop table t')).rejects.toThrow(/Error/)
  })

  test('a parent cannot be renamed', async () => {
    await expect(made(`${parent}; alter table t rename to u`)).rejects.toThrow(/depend/)
  })
})

test('DK06: DROP SEQUENCE … CASCADE drops the table that counts by it', async () => {
  const connection = await made(
    "create sequence s; create table t (a int default nextval('s')); insert into t values (1)",
  )
  await connection.run('drop sequence s cascade')
  await expect(connection.run('select * from t')).rejects.toThrow(/Table with name t does not exist/)
})

test('DK09: TRY_CAST rounds, and gives no null', async () => {
  expect(await first(await made(''), "select try_cast('2.7' as int)")).toBe(3)
})

test('DK11: a view goes on being there without what it shows, until somebody reads it', async () => {
  const connection = await made(
    'create table t (a int, b int); create view v as select b from t; alter table t drop b',
  )
  expect(await first(connection, "select count(*) from duckdb_views() where view_name = 'v'")).toBe(1n)
  await expect(connection.run('select * from v')).rejects.toThrow(/Binder Error/)
})

test('DK13: VARCHAR(3) takes six characters', async () => {
  const connection = await made("create table t (a varchar(3)); insert into t values ('sechse')")
  expect(await first(connection, 'select a from t')).toBe('sechse')
})

test('DK14: CREATE OR REPLACE TABLE drops the rows without a word', async () => {
  const connection = await made(
    'create table t (a int); insert into t values (1); create or replace table t (a int)',
  )
  expect(await first(connection, 'select count(*) from t')).toBe(0n)
})

test('TX01: after an error in parsing or binding, COMMIT keeps what came before it', async () => {
  const connection = await made('create table t (a int); begin; insert into t values (1)')
  await expect(connection.run('select nothing from t')).rejects.toThrow(/Binder Error/)
  await connection.run('commit')
  expect(await first(connection, 'select count(*) from t')).toBe(1n)
})

test('TX01: COMMIT of an aborted transaction says nothing, and keeps nothing', async () => {
  const connection = await made('create table t (a int primary key); begin; insert into t values (1)')
  await expect(connection.run('insert into t values (1)')).rejects.toThrow(/Constraint Error/)
  await connection.run('commit').catch(() => undefined)
  expect(await first(connection, 'select count(*) from t')).toBe(0n)
})

test('DL05: a cast to a smaller type and back tells which values change', async () => {
  const connection = await made("create table t (a varchar); insert into t values ('7'), ('07'), ('2.7')")
  const query = 'select count(*) from t where cast(cast(a as int) as varchar) is distinct from a'
  expect(await first(connection, query)).toBe(2n)
})
