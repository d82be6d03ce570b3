import { expect, test } from 'vitest'
import { failureOf, of, run, soon, testDriver } from './drivers.ts'

const pidOf = async (driver: Awaited<ReturnType<typeof testDriver>>): Promise<unknown> =>
  (await run(driver, 'select pg_backend_pid()')).rows[0]?.[0]

test('acquire() rejects with busy at its deadline, and who waits later is not disturbed', async () => {
  const driver = await testDriver({ max: 1 })
  const held = await driver.acquire('write', soon())
  const late = Promise.resolve(driver.acquire('write', soon()))
  await expect(driver.acquire('write', soon(50))).rejects.toMatchObject({ code: 'busy', retryable: true })
  await held.release()
  await (await late).release()
})

test('acquire() rejects with cancelled when the signal aborts', async () => {
  const driver = await testDriver({ max: 1 })
  const held = await driver.acquire('write', soon())
  const controller = new AbortController()
  const waiting = driver.acquire('write', { ...soon(), signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  await held.release()
  expect(() => driver.acquire('write', { ...soon(), signal: controller.signal })).toThrow('aborted')
})

test('acquire() is first come, first served, on a pool of one too', async () => {
  const driver = await testDriver({ max: 1 })
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const connection = await driver.acquire('write', soon())
      order.push(index)
      await connection.execute(of('select 1'))
      await connection.release()
    }),
  )
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index))
})

test('acquire() never opens more than max', async () => {
  const driver = await testDriver({ max: 3, applicationName: 'holdfast-max' })
  await Promise.all(Array.from({ length: 30 }, () => run(driver, 'select pg_sleep(0.005)')))
  const { rows } = await run(
    driver,
    "select count(*) from pg_stat_activity where application_name = 'holdfast-max'",
  )
  expect(rows).toEqual([[3]])
})

test.each(['broken', 'in a transaction'])('release() of a connection that is %s ends it', async (how) => {
  const driver = await testDriver({ max: 1 })
  const connection = await driver.acquire('write', soon())
  const pid = (await connection.execute(of('select pg_backend_pid()'))).rows[0]?.[0]
  if (how === 'in a transaction') {
    await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  }
  await connection.release({ broken: how === 'broken' })
  expect(await pidOf(driver)).not.toBe(pid)
})

test('release() of a connection that still runs something ends both', async () => {
  const driver = await testDriver({ max: 1 })
  const connection = await driver.acquire('write', soon())
  const lost = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
  await connection.release()
  expect(await lost).toMatchObject({ code: 'connection-lost', outcome: 'unknown' })
  expect((await run(driver, 'select 1')).rows).toEqual([[1]])
})

test('lifetime replaces an old connection when it is next idle', async () => {
  const driver = await testDriver({ max: 1, lifetime: 1 })
  const first = await pidOf(driver)
  await run(driver, 'select pg_sleep(0.005)')
  expect(await pidOf(driver)).not.toBe(first)
})

test('idleTimeout ends what is idle, and min is kept', async () => {
  const driver = await testDriver({ max: 3, min: 1, idleTimeout: 20, applicationName: 'holdfast-idle' })
  const admin = await testDriver({ max: 1 })
  await Promise.all([1, 2, 3].map(() => run(driver, 'select pg_sleep(0.02)')))
  const count = async (): Promise<unknown> =>
    (await run(admin, "select count(*) from pg_stat_activity where application_name = 'holdfast-idle'"))
      .rows[0]?.[0]
  await expect.poll(count, { timeout: 5000 }).toBe(1)
})

test('onConnect sets up every session, and its failure is the failure to connect', async () => {
  const driver = await testDriver({ max: 1, onConnect: (run) => run("set application_name = 'mine'") })
  expect((await run(driver, "select current_setting('application_name')")).rows).toEqual([['mine']])
  const broken = testDriver({ onConnect: (run) => run('select nonsense') })
  expect(await failureOf(driver, broken, 'acquire')).toMatchObject({
    code: 'no-column',
    outcome: 'not-applied',
  })
})

test('statementTimeout limits every statement of the session', async () => {
  const driver = await testDriver({ statementTimeout: 300 })
  expect(await failureOf(driver, run(driver, 'select pg_sleep(20)'))).toMatchObject({
    code: 'timeout',
    outcome: 'not-applied',
  })
})

test('idleTransactionTimeout ends a forgotten transaction, which was not applied', async () => {
  const driver = await testDriver({ max: 1, idleTransactionTimeout: 30 })
  const connection = await driver.acquire('write', soon())
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  await expect.poll(() => connection.inTransaction && 'open', { timeout: 50 }).toBe('open')
  const admin = await testDriver({ max: 1 })
  await expect
    .poll(
      async () =>
        (await run(admin, "select 1 from pg_stat_activity where state = 'idle in transaction'")).rows.length,
    )
    .toBe(0)
  expect(await failureOf(driver, connection.execute(of('select 1')))).toMatchObject({
    outcome: 'not-applied',
    ends: 'connection',
  })
  await connection.release()
  expect((await run(driver, 'select 1')).rows).toEqual([[1]])
})

test('close() leaves no connection behind', async () => {
  const admin = await testDriver({ max: 1 })
  const driver = await testDriver({ max: 3, applicationName: 'holdfast-close' })
  await Promise.all([1, 2, 3].map(() => run(driver, 'select pg_sleep(0.01)')))
  await driver.close()
  await expect
    .poll(
      async () =>
        (await run(admin, "select 1 from pg_stat_activity where application_name = 'holdfast-close'")).rows,
    )
    .toEqual([])
  expect(() => driver.acquire('write', soon())).toThrow('closed')
})
