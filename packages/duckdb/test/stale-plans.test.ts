import { expect, test } from 'vitest'
import { integer, open, sql } from '@holdfast/core'
import { DuckDBInstance } from '@duckdb/node-api'
import { duckdb } from '../src/index.ts'

test('the engine alone plans a prepared statement by statistics that are outdated later', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run('create table t (v integer)')
  const count = await connection.prepare('select count(*)::integer from t where v is null')
  const counted = async (): Promise<unknown> => (await (await count.run()).getRows())[0]?.[0]
  expect(await counted()).toBe(0)
  await connection.run('insert into t values (null)')
  // A fact of 1.5: the day this is 1, the setting can go.
  expect(await counted()).toBe(0)
  connection.closeSync()
  instance.closeSync()
})

test('all() sees rows that came after the same statement was planned over none', async () => {
  const db = await open(duckdb(':memory:'))
  try {
    await db.run(sql`create table t (v integer)`)
    const counted = async (): Promise<number> =>
      (await db.first(sql`select count(*) as n from t where v is null or v > 5`.as({ n: integer() })))!.n
    expect(await counted()).toBe(0)
    await db.run(sql`insert into t values (null), (9)`)
    expect(await counted()).toBe(2)
  } finally {
    await db.close()
  }
})
