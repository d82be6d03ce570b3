import type { Connection, Result } from '@holdfast/core'
import { expect, test } from 'vitest'
import { connectionOf, failureOf, name, of, run, testConnection, testDriver } from './drivers.ts'

const rowsOf = async (stream: AsyncIterable<Pick<Result, 'columns' | 'rows'>>): Promise<number[]> => {
  const sizes: number[] = []
  for await (const { rows } of stream) sizes.push(rows.length)
  return sizes
}

const openPortals = async (connection: Connection): Promise<unknown> =>
  (await connection.execute(of("select count(*) from pg_cursors where name like 'holdfast%'"))).rows[0]?.[0]

test('stream() reads in chunks and ends its transaction', async () => {
  const connection = await testConnection()
  expect(await rowsOf(connection.stream(of('select generate_series(1, 1000)'), 400))).toEqual([400, 400, 200])
  expect(await rowsOf(connection.stream(of('select generate_series(1, 800)'), 400))).toEqual([400, 400])
  expect(connection.inTransaction).toBe(false)
})

test('stream() of nothing yields the columns once', async () => {
  const connection = await testConnection()
  const chunks = []
  for await (const chunk of connection.stream(of('select 1 as one where false'), 10)) chunks.push(chunk)
  expect(chunks).toEqual([{ columns: ['one'], rows: [] }])
})

test('stream() left early closes the portal, keeps the transaction of its caller, and frees the connection', async () => {
  const connection = await testConnection()
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  for await (const { columns } of connection.stream(of('select generate_series(1, 1000) as n'), 10)) {
    expect(columns).toEqual(['n'])
    expect(await openPortals(connection)).toBe(1)
    break
  }
  expect(await openPortals(connection)).toBe(0)
  expect(connection.inTransaction).toBe(true)
  await connection.execute(of('rollback'))
})

test('stream() lets other statements of its transaction run between two chunks', async () => {
  const connection = await testConnection()
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  let sum = 0
  for await (const { rows } of connection.stream(of('select generate_series(1, 6)'), 2)) {
    const { rows: inner } = await connection.execute(of('select $1::int', [rows.length]))
    sum += Number(inner[0]?.[0])
  }
  expect(sum).toBe(6)
  await connection.execute(of('rollback'))
})

test('stream() rejects in the middle as the server does, and the connection goes on', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const failure = await failureOf(
    driver,
    rowsOf(connection.stream(of('select 1 / (50 - n) from generate_series(1, 100) n'), 10)),
  )
  expect(failure).toMatchObject({ code: 'invalid-value', ends: 'transaction' })
  expect(connection.inTransaction).toBe(false)
  expect(await failureOf(driver, rowsOf(connection.stream(of('selec'), 10)))).toMatchObject({
    code: 'syntax',
  })
  expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})

test('stream() of a write commits it', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const table = name()
  await run(driver, `create table ${table} (id int)`)
  const insert = of(`insert into ${table} select generate_series(1, 25) returning id`)
  expect(await rowsOf(connection.stream(insert, 10))).toEqual([10, 10, 5])
  expect((await run(driver, `select count(*) from ${table}`)).rows).toEqual([[25]])
  await run(driver, `drop table ${table}`)
})

test('stream() stopped by interrupt() between and during chunks leaves a usable connection', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const stream = connection.stream(
    of('select n, pg_sleep(case when n > 10 then 20 else 0 end) from generate_series(1, 20) n'),
    10,
  )
  const iterator = stream[Symbol.asyncIterator]()
  await iterator.next()
  const failure = failureOf(driver, iterator.next())
  await connection.interrupt?.()
  expect(await failure).toMatchObject({ code: 'cancelled' })
  expect(connection.inTransaction).toBe(false)
  expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})

test('stream() does not gather rows: its memory does not grow with their number', async () => {
  const connection = await testConnection()
  const before = process.memoryUsage().heapUsed
  let most = 0
  for await (const { rows } of connection.stream(
    of("select repeat('x', 1000) from generate_series(1, 80000)"),
    500,
  )) {
    if (rows.length > 0) most = Math.max(most, process.memoryUsage().heapUsed - before)
  }
  // 80 MB went through.
  expect(most).toBeLessThan(50_000_000)
})
