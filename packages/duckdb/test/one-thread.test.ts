import { open, sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const threads = sql`select value from duckdb_settings() where name = 'threads'`

test('an update is run by one thread of the engine, and all of them are there again behind it', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint, threads text)`)
  await db.run(sql`insert into seen values (1, ''), (2, '')`)
  const [updated] = await db.all(sql`update seen set threads = (${threads}) where id = 1 returning threads`)
  expect(updated).toEqual({ threads: '1' })
  expect(await db.all(threads)).toEqual([{ value: '3' }])
})

test('an update that fails in a transaction leaves the engine its threads', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint primary key)`)
  await db.run(sql`insert into seen values (1), (2)`)
  await expect(
    db.transaction((tx) => tx.run(sql`update seen set id = 2 where id = 1`)),
  ).rejects.toMatchObject({
    code: 'duplicate',
  })
  expect(await db.all(threads)).toEqual([{ value: '3' }])
})

test('a number of threads that the application sets itself is kept by updates in its transaction and behind it', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint)`)
  await db.run(sql`update seen set id = 1`)
  await db.transaction(async (tx) => {
    await tx.run(sql`set global threads = 2`)
    await tx.run(sql`update seen set id = 1`)
  })
  await db.run(sql`update seen set id = 1`)
  expect(await db.all(threads)).toEqual([{ value: '2' }])
  await db.run(sql`pragma threads = 4`)
  await db.run(sql`update seen set id = 1`)
  expect(await db.all(threads)).toEqual([{ value: '4' }])
})

test('a merge is run by one thread unless the engine does so anyhow', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint primary key, threads text)`)
  await db.run(sql`insert into seen values (1, '')`)
  const merge = sql`merge into seen using (select 1 as id) as new on seen.id = new.id when matched then update set threads = (select value from duckdb_settings() where name = ${'threads'})`
  await db.run(merge)
  expect(await db.all(sql`select threads from seen`)).toEqual([{ threads: '1' }])
  await db.run(sql`${merge} when not matched then insert (id) values (2)`)
  expect(await db.all(sql`select threads from seen`)).toEqual([{ threads: '3' }])
  await db.run(sql`${merge} returning seen.id`)
  expect(await db.all(sql`select threads from seen`)).toEqual([{ threads: '3' }])
})

test('a stream of what an update changed is run by one thread', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint, threads text)`)
  await db.run(sql`insert into seen values (1, '')`)
  const update = sql`update seen set threads = (${threads}) returning threads`
  const rows: unknown[] = []
  await db.transaction(async (tx) => {
    for await (const row of tx.stream(update)) rows.push(row)
  })
  expect(rows).toEqual([{ threads: '1' }])
})

test('an update by key of a table with an index changes no row twice', { timeout: 120_000 }, async () => {
  await using db = await open(duckdb(':memory:', { threads: 2 }))
  await db.run(sql`create table t (id bigint primary key, n bigint, due bigint, text varchar)`)
  await db.run(sql`create index t_due on t (due)`)
  // As many rows as two threads share, and rows that take so long to be handed back that the second thread has time to see them.
  await db.run(
    sql`insert into t select i, 0, null, case when i < 300 then repeat('x', 1000000) end from range(200000) r(i)`,
  )
  const update = (id: number) =>
    db.all(sql`update t set n = n + 1, due = n where id in (${id}) returning text is null`)
  for (let id = 0; id < 300; id += 1) expect(await update(id)).toHaveLength(1)
  expect(await db.all(sql`select max(n) as most from t`)).toEqual([{ most: 1 }])
})
