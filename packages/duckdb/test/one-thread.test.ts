import { open, sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const threadsText = `select value from duckdb_settings() where name = 'threads'`
const threads = sql.raw(threadsText)

test('an update is run by one thread of the engine, and all of them are there again behind it', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint, threads text unique)`)
  await db.run(sql`insert into seen values (1, 'a'), (2, 'b')`)
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
  await db.run(sql`create table seen (id bigint unique)`)
  await db.run(sql`insert into seen values (1)`)
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
  await db.run(sql`create table seen (id bigint primary key, threads text unique)`)
  await db.run(sql`insert into seen values (1, 'a')`)
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
  await db.run(sql`create table seen (id bigint, threads text unique)`)
  await db.run(sql`insert into seen values (1, 'a')`)
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

test.each([
  ['a column under no index', 'update t set plain = $1', '3'],
  ['a column under no index, by the key', 'update t set plain = $1 where id > 0', '3'],
  ['a column under an index', 'update t set listed = $1', '1'],
  ['a column under an index of an expression', 'update T set "Lowered" = $1', '1'],
  ['a column under a unique key', 'with w as (select 1) update main.t set own=$1', '1'],
  ['a list', 'update t set many = [$1]', '1'],
  ['several at once', 'update t set (plain, id) = ($1, 1)', '1'],
  [
    'a merge of all columns',
    'merge into t using (select * replace ($1 as plain) from t) n using (id) when matched then update',
    '1',
  ],
])('an update of %s has no more threads than may touch its rows', async (_, text, expected) => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(
    sql`create table t (id bigint primary key, plain text, listed text, "Lowered" text, own text unique, many text[])`,
  )
  await db.run(sql`create index t_listed on t (listed)`)
  await db.run(sql`create index t_lowered on t (lower("Lowered"))`)
  await db.run(sql`insert into t (id) values (1)`)
  await db.run(sql.raw(text.replace('$1', `(${threadsText})`)))
  const [row] = await db.all(sql`select to_json(t)::text as row from t`)
  expect(row).toMatchObject({ row: expect.stringContaining(`"${expected}"`) })
})

test('an update is run by one thread as soon as its column has an index, also in the transaction that makes it', async () => {
  await using db = await open(duckdb(':memory:', { threads: 3 }))
  await db.run(sql`create table seen (id bigint, threads text)`)
  await db.run(sql`insert into seen values (1, 'a')`)
  const update = sql`update seen set threads = (${threads}) returning threads`
  expect(await db.all(update)).toEqual([{ threads: '3' }])
  await db.transaction(async (tx) => {
    await tx.run(sql`create index seen_threads on seen (threads)`)
    expect(await tx.all(update)).toEqual([{ threads: '1' }])
  })
  expect(await db.all(update)).toEqual([{ threads: '1' }])
  await db.run(sql`drop index seen_threads`)
  expect(await db.all(update)).toEqual([{ threads: '3' }])
})
