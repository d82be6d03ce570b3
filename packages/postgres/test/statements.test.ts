import { expect, test } from 'vitest'
import { connectionOf, failureOf, name, of, run, testConnection, testDriver } from './drivers.ts'

const prepared = of('select count(*) from pg_prepared_statements', [], false)

test('execute() prepares a cached text once, and an uncached one never', async () => {
  const connection = await testConnection()
  for (let times = 0; times < 3; times += 1) {
    await connection.execute(of('select $1::int + 1', [1]))
    await connection.execute(of('select $1::int + 2', [1], false))
  }
  expect((await connection.execute(prepared)).rows).toEqual([[1]])
})

test('execute() lets go of the prepared statement that was unused for longest', async () => {
  const connection = await testConnection({ preparedStatements: 3 })
  for (const number of [1, 2, 3, 1, 4, 5]) await connection.execute(of(`select ${number}`))
  const { rows } = await connection.execute(
    of('select statement from pg_prepared_statements order by 1', [], false),
  )
  expect(rows).toEqual([['select 1'], ['select 4'], ['select 5']])
})

test('execute() lets go of an old statement also when the transaction has failed', async () => {
  const connection = await testConnection({ preparedStatements: 1 })
  await connection.execute(of('select 1'))
  await connection.pipeline([
    ...connection.begin({ isolation: 'snapshot', readOnly: false }),
    of('select 1 / 0', [], false),
  ])
  await connection.pipeline([of('select 2'), of('rollback', [], false)])
  expect((await connection.execute(of('select 2'))).rows).toEqual([[2]])
  expect((await connection.execute(prepared)).rows).toEqual([[1]])
})

test('pipeline() of one text twice does not make the second fail for the first', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const statement = of('select 10 / $1::int', [0])
  const settled = await connection.pipeline([statement, { ...statement, values: [5] }])
  expect(settled.map(({ ok }) => ok)).toEqual([false, true])
  const missing = await connection.pipeline([of('select 1 from nowhere'), of('select 1 from nowhere')])
  for (const result of missing) {
    expect(driver.failure((result as { error: unknown }).error, 'statement').code).toBe('no-table')
  }
})

test('pipeline() goes on after a failure outside a transaction', async () => {
  const connection = await testConnection()
  const settled = await connection.pipeline([of('select 1'), of('select 1 / 0'), of('select 3')])
  expect(settled.map((result) => (result.ok ? result.value.rows : 'failed'))).toEqual([
    [[1]],
    'failed',
    [[3]],
  ])
  expect(await connection.pipeline([])).toEqual([])
})

test('pipeline() sends everything in one write', async () => {
  const connection = await testConnection()
  const { stream } = (
    connection as unknown as { wire: { client: { connection: { stream: NodeJS.WritableStream } } } }
  ).wire.client.connection
  let writes = 0
  const socket = stream as unknown as {
    _writev: (...rest: unknown[]) => void
    _write: (...rest: unknown[]) => void
  }
  const { _writev: many, _write: one } = socket
  socket._writev = (...rest) => {
    writes += 1
    many.apply(stream, rest)
  }
  socket._write = (...rest) => {
    writes += 1
    one.apply(stream, rest)
  }
  await connection.pipeline(Array.from({ length: 50 }, (_, index) => of(`select ${index}`)))
  expect(writes).toBe(1)
})

test('execute() repeats once when another session changed the result type', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const table = name()
  await run(driver, `create table ${table} (id int, v int)`)
  const all = of(`select * from ${table}`)
  expect((await connection.execute(all)).columns).toEqual(['id', 'v'])
  await run(driver, `alter table ${table} add column w text`)
  expect((await connection.execute(all)).columns).toEqual(['id', 'v', 'w'])
  await run(driver, `drop table ${table}`)
})

test('execute() inside a transaction is a retryable serialization then, and the next attempt works', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const table = name()
  await run(driver, `create table ${table} (id int)`)
  const all = of(`select * from ${table}`)
  await connection.execute(all)
  await run(driver, `alter table ${table} alter column id type bigint`)
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  expect(await failureOf(driver, connection.execute(all))).toMatchObject({
    code: 'serialization',
    retryable: true,
    ends: 'transaction',
  })
  await connection.execute(of('rollback'))
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  await connection.execute(all)
  await connection.execute(of('rollback'))
  await run(driver, `drop table ${table}`)
})

test('execute() survives a caller who deallocates everything', async () => {
  const connection = await testConnection()
  await connection.execute(of('select 1'))
  await connection.execute(of('deallocate all', [], false))
  expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})

test('execute() refuses a second statement in one text', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  for (const text of ['select 1; select 2', 'begin; select 2', 'commit; select 1']) {
    expect(await failureOf(driver, connection.execute(of(text, [], false)))).toMatchObject({ code: 'syntax' })
  }
})

test('execute() refuses a NUL in the text before anything is sent', async () => {
  const connection = await testConnection()
  await expect(connection.execute(of('select 1\0; garbage'))).rejects.toThrow(TypeError)
  expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})

test('execute() counts affected rows, and none for a statement that changes none', async () => {
  const connection = await testConnection()
  const counts = []
  for (const text of [
    'create temp table n (id int)',
    'insert into n select generate_series(1, 5)',
    'update n set id = id where id > 2',
    'delete from n where id = 1 returning id',
    'select * from n',
    'create temp table m as select * from n',
    '',
  ]) {
    counts.push((await connection.execute(of(text))).affected)
  }
  expect(counts).toEqual([0, 5, 3, 1, 0, 0, 0])
})

test('begin() sets level, access and limits in one message', async () => {
  const connection = await testConnection()
  const settings = of(
    "select current_setting('transaction_isolation'), current_setting('transaction_read_only'), " +
      "current_setting('lock_timeout'), current_setting('statement_timeout')",
  )
  const mode = {
    isolation: 'serializable',
    readOnly: true,
    lockTimeout: 19.2,
    statementTimeout: 300,
  } as const
  expect(connection.begin(mode)).toHaveLength(1)
  const settled = await connection.pipeline([...connection.begin(mode), settings, of('rollback')])
  expect(settled[1]).toMatchObject({ value: { rows: [['serializable', 'on', '20ms', '300ms']] } })
  expect((await connection.execute(settings)).rows).toEqual([['read committed', 'off', '0', '0']])
})

test('inTransaction follows the server, also when begin failed or a word hid behind a comment', async () => {
  const connection = await testConnection()
  await connection.execute(of('/* mine */ begin', [], false))
  expect(connection.inTransaction).toBe(true)
  await connection.execute(of('savepoint a', [], false))
  await connection.execute(of('rollback to a', [], false))
  expect(connection.inTransaction).toBe(true)
  await connection.execute(of('-- over\nrollback', [], false))
  expect(connection.inTransaction).toBe(false)
})
