import type { Bound, Connection } from '@holdfast/core'
import { expect, test } from 'vitest'
import { connectionOf, failureOf, name, of, run, testConnection, testDriver } from './drivers.ts'

async function* chunksOf(...chunks: readonly Bound[][][]): AsyncGenerator<Bound[][]> {
  yield* chunks
}

const begun = async (connection: Connection): Promise<Connection> => {
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  return connection
}

const texts = [
  '',
  String.raw`\N`,
  String.raw`\.`,
  'a\tb',
  'a\nb',
  'a\r\nb',
  String.raw`\\x00`,
  '\uffff',
  '😀',
  '"',
  "'",
  'NULL',
  '\b\f\v\u0001',
]

test('bulk() stores every value as execute() would', async () => {
  const connection = await testConnection()
  const table = name()
  await connection.execute(
    of(
      `create temp table ${table} (id int, "we""ird col" text, b bytea, t timestamptz, ok boolean, f float8, n bigint)`,
    ),
  )
  await begun(connection)
  const rows = texts.map((text, id): Bound[] => [
    id,
    text,
    new Uint8Array([0, 92, 10, 255]),
    new Date(id),
    true,
    0.1,
    2n ** 62n,
  ])
  const columns = ['id', 'we"ird col', 'b', 't', 'ok', 'f', 'n']
  expect(
    await connection.bulk(table, columns, chunksOf(rows, [[99, null, null, null, null, null, null]])),
  ).toBe(rows.length + 1)
  const read = await connection.execute(of(`select * from ${table} order by id`))
  expect(read.rows).toEqual([...rows, [99, null, null, null, null, null, null]])
  await connection.execute(of('commit'))
})

test('bulk() of no rows inserts none', async () => {
  const connection = await testConnection()
  await connection.execute(of('create temp table empty_bulk (id int)'))
  expect(await connection.bulk('empty_bulk', ['id'], chunksOf())).toBe(0)
  expect(await connection.bulk('empty_bulk', ['id'], chunksOf([], []))).toBe(0)
})

test('bulk() names the table in its schema', async () => {
  const driver = await testDriver({ schema: name('s') })
  const connection = await connectionOf(driver)
  const failure = await failureOf(driver, connection.bulk('t', ['id'], chunksOf()))
  expect(failure).toMatchObject({ code: 'no-table' })
})

test('bulk() rejects what the server refuses and stops reading its source', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const table = name()
  await connection.execute(of(`create temp table ${table} (id int primary key)`))
  let isClosed = false
  const endless = async function* (): AsyncGenerator<Bound[][]> {
    try {
      for (;;) yield Array.from({ length: 1000 }, () => [1])
    } finally {
      isClosed = true
    }
  }
  await begun(connection)
  const failure = await failureOf(driver, connection.bulk(table, ['id'], endless()))
  expect(failure).toMatchObject({ code: 'duplicate', ends: 'transaction' })
  await expect.poll(() => isClosed).toBe(true)
  await connection.execute(of('rollback'))
  expect((await connection.execute(of(`select count(*) from ${table}`))).rows).toEqual([[0]])
})

test('bulk() rejects with the error of its source, and nothing of it stays', async () => {
  const connection = await testConnection()
  const table = name()
  await connection.execute(of(`create temp table ${table} (id int)`))
  await begun(connection)
  const failing = async function* (): AsyncGenerator<Bound[][]> {
    yield [[1]]
    throw new Error('the source broke')
  }
  await expect(connection.bulk(table, ['id'], failing())).rejects.toThrow('the source broke')
  expect(connection.inTransaction).toBe(true)
  await connection.execute(of('rollback'))
  expect((await connection.execute(of(`select count(*) from ${table}`))).rows).toEqual([[0]])
})

test('bulk() makes later statements of its connection wait', async () => {
  const connection = await testConnection()
  const table = name()
  await connection.execute(of(`create temp table ${table} (id int)`))
  await begun(connection)
  const copied = connection.bulk(table, ['id'], chunksOf([[1]], [[2]]))
  const counted = connection.execute(of(`select count(*) from ${table}`))
  expect(await copied).toBe(2)
  expect((await counted).rows).toEqual([[2]])
  await connection.execute(of('rollback'))
})

test('bulk() asks its source only when the socket has taken what was sent', async () => {
  const connection = await testConnection()
  const table = name()
  await connection.execute(of(`create temp table ${table} (v text)`))
  await begun(connection)
  const { stream } = (
    connection as unknown as { wire: { client: { connection: { stream: { writableLength: number } } } } }
  ).wire.client.connection
  let most = 0
  const text = 'x'.repeat(1000)
  const big = async function* (): AsyncGenerator<Bound[][]> {
    for (let chunk = 0; chunk < 60; chunk += 1) {
      most = Math.max(most, stream.writableLength)
      yield Array.from({ length: 500 }, () => [text])
    }
  }
  expect(await connection.bulk(table, ['v'], big())).toBe(30_000)
  // 30 MB went through.
  expect(most).toBeLessThan(1_000_000)
  await connection.execute(of('rollback'))
})

test('bulk() on a connection that breaks rejects with connection-lost', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const table = name()
  await connection.execute(of(`create temp table ${table} (id int)`))
  const pid = (await connection.execute(of('select pg_backend_pid()'))).rows[0]?.[0]
  await begun(connection)
  const admin = await testDriver({ max: 1 })
  const killing = async function* (): AsyncGenerator<Bound[][]> {
    yield [[1]]
    await run(admin, 'select pg_terminate_backend($1::int, 5000)', [pid as number])
    for (let id = 0; id < 1000; id += 1) yield [[id]]
  }
  expect(await failureOf(driver, connection.bulk(table, ['id'], killing()))).toMatchObject({
    code: 'connection-lost',
    outcome: 'not-applied',
    retryable: true,
  })
})
