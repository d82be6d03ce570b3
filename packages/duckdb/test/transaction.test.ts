import { sql, type Connection } from '@holdfast/core'
import { expect, test } from 'vitest'
import { acquire, driven } from './driven.ts'
import { opened } from './opened.ts'

const run = async (connection: Connection, text: string): Promise<unknown> =>
  connection.execute({ text, values: [], cache: false })

test('COMMIT of a failed transaction throws aborted, where the engine itself would answer with success', async () => {
  const driver = await driven()
  const connection = await acquire(driver)
  await run(connection, 'create table t (a integer primary key)')
  await run(connection, 'begin')
  await run(connection, 'insert into t values (1)')
  await expect(run(connection, 'insert into t values (1)')).rejects.toThrow(/duplicate key/i)
  expect(connection.inTransaction).toBe(true)
  await expect(run(connection, 'select 1')).rejects.toThrow(/aborted/)
  await expect(run(connection, 'commit')).rejects.toMatchObject({ code: 'aborted' })
  expect(connection.inTransaction).toBe(false)
  expect(await run(connection, 'select count(*) from t')).toMatchObject({ rows: [[0]] })
  await connection.release()
})

test('an error of the parser, binder or catalog ends the statement only; a constraint, a conversion or a second BEGIN the transaction', async () => {
  const driver = await driven()
  const connection = await acquire(driver)
  await run(connection, 'create table t (a integer primary key)')
  await run(connection, 'insert into t values (1)')
  const ends = async (text: string): Promise<string> => {
    await run(connection, 'begin')
    const error = await run(connection, text).catch((error: unknown) => error)
    const alive = await run(connection, 'select 1').then(
      () => 'statement',
      () => 'transaction',
    )
    await run(connection, 'rollback')
    expect([text, driver.failure(error, 'statement').ends]).toEqual([text, alive])
    return alive
  }
  for (const text of [
    'selec',
    'select nope',
    'select * from nope',
    'create table t (a int)',
    'drop table nope',
    'select $1',
  ]) {
    expect([text, await ends(text)]).toEqual([text, 'statement'])
  }
  for (const text of ["select 'a'::int", 'insert into t values (1)', "select error('x')", 'begin']) {
    expect([text, await ends(text)]).toEqual([text, 'transaction'])
  }
  await connection.release()
})

test('pipeline() inside a transaction stops at the first failure, and still rolls back', async () => {
  const driver = await driven()
  const connection = await acquire(driver)
  const texts = ['begin', 'select 1', 'selec', 'select 2', 'rollback']
  const settled = await connection.pipeline(texts.map((text) => ({ text, values: [], cache: false })))
  expect(settled.map(({ ok }) => ok)).toEqual([true, true, false, false, true])
  expect(connection.inTransaction).toBe(false)
  await connection.release()
})

test('a connection that comes back with an open transaction is not used again, and its work is rolled back', async () => {
  const driver = await driven()
  const first = await acquire(driver)
  await run(first, 'create table t (a integer)')
  await run(first, 'begin')
  await run(first, 'insert into t values (1)')
  await first.release()
  const second = await acquire(driver)
  expect(second).not.toBe(first)
  expect(await run(second, 'select count(*) from t')).toMatchObject({ rows: [[0]] })
  await second.release()
})

test('write skew cannot happen: two transactions that each read both rows and write one run one after the other', async () => {
  const db = await opened()
  await db.run(sql`create table t (id integer primary key, n integer)`)
  await db.run(sql`insert into t values (1, 500), (2, 500)`)
  const withdraw = (id: number): Promise<boolean> =>
    db.transaction(
      async (tx) => {
        const { total } = (await tx.first(sql`select sum(n) as total from t`)) as { total: number }
        await new Promise(setImmediate)
        if (total < 1_000) return false
        await tx.run(sql`update t set n = n - 1000 where id = ${id}`)
        return true
      },
      { isolation: 'serializable' },
    )
  const done = await Promise.all([withdraw(1), withdraw(2)])
  expect(done.filter(Boolean)).toHaveLength(1)
  expect(await db.first(sql`select sum(n) as total from t`)).toEqual({ total: 0 })
})

test('a prepared CREATE TABLE is not kept: after a rollback the engine would make a table without columns from it', async () => {
  const db = await opened()
  const make = (): Promise<void> =>
    db.transaction(async (tx) => {
      await tx.run(sql`create table t (a integer)`)
      await tx.run(sql`insert into t values (1)`)
      throw new Error('roll back')
    })
  await expect(make()).rejects.toThrow('roll back')
  await expect(make()).rejects.toThrow('roll back')
})

test('one row may be upserted, deleted, inserted and updated again and again in one transaction', async () => {
  const db = await opened()
  await db.run(sql`create table t (id varchar primary key, n integer)`)
  await db.transaction(async (tx) => {
    for (let round = 0; round < 3; round++) {
      const upsert = sql`insert into t select unnest(['a', 'b']), ${round} on conflict (id) do update set n = excluded.n returning id`
      expect(await tx.all(upsert)).toHaveLength(2)
      expect(await tx.all(sql`delete from t where id = 'a' returning id`)).toEqual([{ id: 'a' }])
      await tx.run(sql`insert into t values ('a', 7)`)
      expect(
        (await tx.run(sql`update t set n = s.n from (select 'a' as k, 8 as n) s where t.id = s.k`)).affected,
      ).toBe(1)
    }
  })
  expect(await db.all(sql`select * from t order by id`)).toEqual([
    { id: 'a', n: 8 },
    { id: 'b', n: 2 },
  ])
})

test('the first of two rows with one key wins in one upsert, silently; so a batch must not hold a key twice', async () => {
  const db = await opened()
  await db.run(sql`create table t (id varchar primary key, n integer)`)
  await db.run(sql`insert into t values ('a', 1), ('a', 2) on conflict (id) do update set n = excluded.n`)
  expect(await db.first(sql`select n from t`)).toEqual({ n: 1 })
})
