import { expect, test } from 'vitest'
import { sql } from '@holdfast/core'
import { acquire, driven } from './driven.ts'
import { opened } from './opened.ts'

const routes = {
  read: [
    'select 1',
    'with x as (select 1) select * from x',
    '/* insert */ select 1',
    'from t',
    'values (1)',
    'explain select 1',
    'explain insert into t values (1)',
    'explain analyze select 1',
    'describe t',
    'summarize t',
    'show tables',
    "pragma table_info('t')",
    'selec 1',
    'select * from nowhere',
    'select 1; select 2',
  ],
  write: [
    'insert into t values (1)',
    'with x as (select 1 as a) insert into t select a from x',
    'insert into t values (1) returning *',
    'update t set a = 1',
    'delete from t',
    'truncate t',
    'merge into t using (select 1 as b) s on t.a = s.b when matched then delete',
    "copy t to '/tmp/x.csv'",
    'explain analyze insert into t values (1)',
    'EXPLAIN (ANALYZE) delete from t',
    "select nextval('s')",
  ],
  exclusive: [
    'create table u (a integer)',
    'create or replace view v as select 1',
    'alter table t add column b integer',
    "comment on table t is 'x'",
    'drop table t',
    'checkpoint',
    'vacuum',
    "attach ':memory:' as other",
    'use memory',
    'set threads = 1',
  ],
} as const

test.each(Object.entries(routes))(
  'route() sends to %s by the engine’s own judgement of the statement',
  async (kind, texts) => {
    const driver = await driven()
    const connection = await acquire(driver)
    await connection.execute({ text: 'create table t (a integer)', values: [], cache: false })
    await connection.execute({ text: 'create sequence s', values: [], cache: false })
    for (const text of texts) expect([text, await driver.route(text)]).toEqual([text, kind])
    for (const text of texts) expect([text, await driver.route(text)]).toEqual([text, kind])
    await connection.release()
  },
)

test('explain analyze of an insert does insert, so it must not run on a reader', async () => {
  const db = await opened()
  await db.run(sql`create table t (a integer)`)
  await db.all(sql`explain analyze insert into t values (1)`)
  expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 1 })
})

test('a text whose table did not exist is judged anew once it does', async () => {
  const driver = await driven()
  expect(await driver.route('insert into late values (1)')).toBe('read')
  const connection = await acquire(driver)
  await connection.execute({ text: 'create table late (a integer)', values: [], cache: false })
  expect(await driver.route('insert into late values (1)')).toBe('write')
  await connection.release()
})

test('a setting of one statement does not stay on the connection for the next caller', async () => {
  const db = await opened()
  await db.run(sql`create table t (a integer)`)
  await db.run(sql`create schema other`)
  await db.run(sql`use memory.other`)
  await db.run(sql`insert into t values (1)`)
  expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 1 })
})
