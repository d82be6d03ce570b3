import { startPostgres } from '@holdfast/postgres-server'
import { expect, test } from 'vitest'
import { connectionOf, driverOn, failureOf, name, of, resultOf, run, soon, testDriver } from './drivers.ts'
import { startProxy } from './proxy.ts'

const terminate = async (pid: unknown): Promise<void> => {
  const admin = await testDriver({ max: 1 })
  await run(admin, 'select pg_terminate_backend($1::int, 5000)', [String(pid)])
}

test('acquire() never hands out a connection that died while it was idle', async () => {
  const driver = await testDriver({ max: 1 })
  const { rows } = await run(driver, 'select pg_backend_pid()')
  await terminate(rows[0]?.[0])
  const again = await run(driver, 'select pg_backend_pid()')
  expect(again.rows[0]?.[0]).not.toBe(rows[0]?.[0])
})

test('execute() on a terminated connection is unknown outside a transaction, and not applied inside one', async () => {
  const driver = await testDriver()
  for (const inside of [false, true]) {
    const connection = await connectionOf(driver)
    if (inside) await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
    const pid = (await connection.execute(of('select pg_backend_pid()'))).rows[0]?.[0]
    const failure = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
    await terminate(pid)
    expect(await failure).toMatchObject({
      code: 'connection-lost',
      outcome: inside ? 'not-applied' : 'unknown',
      retryable: inside,
      ends: 'connection',
    })
  }
})

test('execute() on a connection that is known to be dead was not applied', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const pid = (await connection.execute(of('select pg_backend_pid()'))).rows[0]?.[0]
  await terminate(pid)
  await failureOf(driver, connection.execute(of('select 1')))
  expect(await failureOf(driver, connection.execute(of('select 1')))).toMatchObject({
    code: 'connection-lost',
    outcome: 'not-applied',
    retryable: true,
  })
})

test('pipeline() settles every statement when the connection breaks', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const settled = await connection.pipeline([
    of('select 1'),
    of('select pg_terminate_backend(pg_backend_pid())'),
    of('select 2'),
    of('select 3'),
  ])
  expect(settled.map(({ ok }) => ok)).toEqual([true, false, false, false])
})

test('the pool heals after the server was killed and after it was restarted', async () => {
  await using server = await startPostgres()
  const driver = await driverOn({ url: server.url, max: 2 })
  for (const stop of [() => server.kill(), () => Promise.resolve()]) {
    const held = await driver.acquire('write', soon())
    const running = failureOf(driver, held.execute(of('select pg_sleep(20)')))
    await stop()
    const restarted = server.restart()
    expect(await running).toMatchObject({ code: 'connection-lost', ends: 'connection' })
    await held.release({ broken: true })
    await restarted
    expect((await run(driver, 'select 1')).rows).toEqual([[1]])
  }
})

test('acquire() says connection-lost, not applied, while there is no server', async () => {
  await using server = await startPostgres()
  const driver = await driverOn({ url: server.url, max: 2 })
  await server.kill()
  expect(await failureOf(driver, run(driver, 'select 1'), 'acquire')).toMatchObject({
    code: 'connection-lost',
    outcome: 'not-applied',
    retryable: true,
  })
})

test('open is bounded when the server takes connections and says nothing', async () => {
  const driver = await testDriver()
  const proxy = await startProxy()
  proxy.mode = 'silent'
  const failure = await failureOf(driver, driverOn({ url: proxy.url, connectTimeout: 100 }), 'acquire')
  expect(failure).toMatchObject({ code: 'connection-lost', outcome: 'not-applied', retryable: true })
})

test('open is bounded when the server falls silent after the log-in', async () => {
  const driver = await testDriver()
  const proxy = await startProxy()
  const onConnect = (): void => {
    proxy.mode = 'mute'
  }
  const opened = driverOn({ url: proxy.url, connectTimeout: 100, onConnect })
  expect(await failureOf(driver, opened, 'acquire')).toMatchObject({ code: 'connection-lost' })
})

test.each(['committed', 'aborted'] as const)('settle() tells that a lost COMMIT was %s', async (fate) => {
  const admin = await testDriver()
  const table = name()
  await run(admin, `create table ${table} (id int primary key)`)
  const proxy = await startProxy()
  const driver = await driverOn({ url: proxy.url })
  const connection = await driver.acquire('write', soon())
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  await connection.execute(of(`insert into ${table} values (1)`))
  const token = await connection.execute(connection.token!)
  proxy.mode = fate === 'committed' ? 'mute' : 'cut'
  const lost = failureOf(driver, connection.execute(of('COMMIT')), 'commit')
  if (fate === 'committed') {
    await proxy.answered
    proxy.cut()
  }
  expect(await lost).toMatchObject({ code: 'connection-lost', outcome: 'unknown', retryable: false })
  await connection.release({ broken: true })
  proxy.mode = 'open'
  expect(await driver.settle?.(String(token.rows[0]?.[0]))).toBe(fate)
  const { rows } = await run(admin, `select count(*) from ${table}`)
  expect(rows[0]?.[0]).toBe(fate === 'committed' ? 1 : 0)
  await run(admin, `drop table ${table}`)
})

test('settle() is unknown on another server, and after a crash, although the number exists there', async () => {
  await using server = await startPostgres()
  const driver = await driverOn({ url: server.url })
  const connection = await driver.acquire('write', soon())
  const settled = await connection.pipeline([
    ...connection.begin({ isolation: 'snapshot', readOnly: false }),
    of('create table t (id int)'),
    connection.token!,
    of('commit'),
  ])
  await connection.release()
  const token = String(resultOf(settled[2]).rows[0]?.[0])
  expect(await driver.settle?.(token)).toBe('committed')
  const other = await testDriver()
  expect(await other.settle?.(token)).toBe('unknown')
  // The postmaster survives the crash of one backend, and starts all others anew.
  const pid = (await run(driver, 'select pg_backend_pid()')).rows[0]?.[0]
  process.kill(Number(pid), 'SIGKILL')
  let healed = false
  while (!healed)
    healed = await run(driver, 'select 1').then(
      () => true,
      () => false,
    )
  expect(await driver.settle?.(token)).toBe('unknown')
  await server.kill()
  await server.restart()
  expect(await driver.settle?.(token)).toBe('unknown')
})

test('token is null in a transaction that has written nothing', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const settled = await connection.pipeline([
    ...connection.begin({ isolation: 'snapshot', readOnly: true }),
    connection.token!,
    of('commit'),
  ])
  expect(settled[1]).toMatchObject({ ok: true, value: { rows: [[null]] } })
})
