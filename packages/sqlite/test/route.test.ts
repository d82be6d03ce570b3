import { expect, test } from 'vitest'
import { connect, openDriver, run } from './scratch.ts'

test.each([
  ['select 1', 'read'],
  ['  -- insert\n/* update */ with x as (select 1) select * from x', 'read'],
  ['values (1)', 'read'],
  ['explain query plan select * from t', 'read'],
  ['insert into t values (1)', 'write'],
  ['insert into t values (?1) returning a', 'write'],
  ['with x as (select 1) insert into t select * from x', 'write'],
  ['update t set a = 1 where 0', 'write'],
  ['create table if not exists t (a)', 'write'],
  ['create temp table u (a)', 'write'],
  ['drop table t', 'write'],
  ['analyze', 'write'],
  ['vacuum', 'exclusive'],
  ["vacuum into 'copy.db'", 'exclusive'],
  ["attach ':memory:' as other", 'exclusive'],
  ['pragma foreign_keys = off', 'exclusive'],
  ['pragma journal_mode = delete', 'exclusive'],
  ['pragma optimize', 'exclusive'],
  ['pragma wal_checkpoint', 'exclusive'],
  ['pragma wal_checkpoint(truncate)', 'exclusive'],
  ['pragma main.user_version = 3', 'exclusive'],
  ['pragma user_version', 'read'],
  ['pragma table_info(t)', 'read'],
  ['PRAGMA integrity_check', 'read'],
  ['selec 1', 'read'],
  ['select * from missing', 'read'],
  ['', 'read'],
  ['select 1; delete from t', 'read'],
])('route(%j) is %s', async (text, route) => {
  const driver = await openDriver(':memory:')
  const connection = await connect(driver)
  await run(connection, 'create table t (a)')
  expect(driver.route(text)).toBe(route)
  expect(driver.route(text)).toBe(route)
})

test('route() asks again for a text that could not be parsed before', async () => {
  const driver = await openDriver(':memory:')
  const connection = await connect(driver)
  expect(driver.route('insert into later values (1)')).toBe('read')
  await run(connection, 'create table later (a)')
  expect(driver.route('insert into later values (1)')).toBe('write')
})
