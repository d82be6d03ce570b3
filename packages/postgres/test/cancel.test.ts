import { expect, test } from 'vitest'
import type { Bound } from '@holdfast/core'
import { connectionOf, failureOf, name, of, run, soon, testDriver } from './drivers.ts'

test('interrupt() stops the running statement, which fails with cancelled', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const failure = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
  await connection.interrupt?.()
  expect(await failure).toMatchObject({ code: 'cancelled', outcome: 'not-applied', ends: 'statement' })
  expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})

test('interrupt() in a transaction leaves it to be rolled back', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const settled = connection.pipeline([
    ...connection.begin({ isolation: 'snapshot', readOnly: false }),
    of('select pg_sleep(20)'),
  ])
  await connection.interrupt?.()
  const failed = (await settled)[1] as { error: unknown }
  expect(driver.failure(failed.error, 'statement')).toMatchObject({ code: 'cancelled', ends: 'transaction' })
  await connection.execute(of('rollback'))
  expect(connection.inTransaction).toBe(false)
})

test('interrupt() without a running statement does nothing', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  await connection.interrupt?.()
  expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})

test('interrupt() never hits a later statement: none of 400 on the same connection fails', async () => {
  const driver = await testDriver({ max: 1 })
  const outcomes = { stopped: 0, finished: 0 }
  for (let round = 0; round < 400; round += 1) {
    const connection = await driver.acquire('write', soon())
    // Short enough to be over, often, when the request arrives.
    const work = Promise.resolve(connection.execute(of('select pg_sleep(0.0005)')))
    const settled = work.then(
      () => 'finished' as const,
      () => 'stopped' as const,
    )
    void connection.interrupt?.()
    outcomes[await settled] += 1
    await connection.release()
    // Long enough to be hit by a request that comes late.
    expect((await run(driver, 'select 1 from pg_sleep(0.002)')).rows).toEqual([[1]])
  }
  // Both happened, or the race was not run.
  expect(Math.min(outcomes.stopped, outcomes.finished)).toBeGreaterThan(0)
})

test('release() after interrupt() keeps the connection out of the pool until it is quiet', async () => {
  const driver = await testDriver({ max: 1 })
  const connection = await driver.acquire('write', soon())
  const pid = (await connection.execute(of('select pg_backend_pid()'))).rows
  const failure = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
  let isQuiet = false
  const quiet = connection.interrupt?.().then(() => {
    isQuiet = true
    return undefined
  })
  await failure
  await connection.release()
  const next = await driver.acquire('write', soon())
  expect(isQuiet).toBe(true)
  expect((await next.execute(of('select pg_backend_pid()'))).rows).toEqual(pid)
  await quiet
  await next.release()
})

test('interrupt() stops a COPY whose source says nothing', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const table = name()
  await connection.execute(of(`create temp table ${table} (id int)`))
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  let isAsked: () => void
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve
  })
  const silent = {
    async *[Symbol.asyncIterator](): AsyncGenerator<Bound[][]> {
      yield [[1]]
      isAsked()
      await new Promise<never>(() => undefined)
    },
  }
  const failure = failureOf(driver, connection.bulk(table, ['id'], silent))
  await asked
  await connection.interrupt?.()
  expect(await failure).toMatchObject({ code: 'cancelled', ends: 'transaction' })
  await connection.execute(of('rollback'))
})

test("a stop that came from the server's side is cancelled too", async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  const pid = (await connection.execute(of('select pg_backend_pid()'))).rows[0]?.[0]
  const failure = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
  let isStopped = false
  void failure.then(() => (isStopped = true))
  while (!isStopped) await run(driver, 'select pg_cancel_backend($1::int)', [pid as number])
  expect(await failure).toMatchObject({ code: 'cancelled' })
})
