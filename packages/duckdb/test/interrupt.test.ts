import { sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { acquire, driven } from './driven.ts'
import { opened } from './opened.ts'

const endless = sql`select count(*) from range(1000000000) a, range(1000) b`
const endlessText = {
  text: 'select count(*) from range(1000000000) a, range(1000) b',
  values: [],
  cache: false,
}

test('all({ signal }) stops a running statement in the engine at once, and the connection works afterwards', async () => {
  const db = await opened(':memory:', { readers: 1, runningStatements: 1 })
  for (const after of [0, 1, 20]) {
    const controller = new AbortController()
    const running = db.all(endless, { signal: controller.signal })
    setTimeout(() => controller.abort(), after)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(await db.first(sql`select 1 as one`)).toEqual({ one: 1 })
  }
})

test('all({ timeout }) stops a running statement with timeout', async () => {
  const db = await opened()
  await expect(db.all(endless, { timeout: 30 })).rejects.toMatchObject({ code: 'timeout' })
})

test('interrupt() right after execute() is not lost, though the engine forgets one that comes before the statement runs', async () => {
  const driver = await driven()
  const connection = await acquire(driver, 'read')
  for (let round = 0; round < 5; round++) {
    const running = Promise.resolve(connection.execute(endlessText)).catch(
      (error: unknown) => driver.failure(error, 'statement').code,
    )
    await connection.interrupt?.()
    expect(await running).toBe('cancelled')
  }
  expect((await connection.execute({ text: 'select 1', values: [], cache: false })).rows).toEqual([[1]])
  await connection.release()
})

test('interrupt() takes a statement out that waits for its turn, and leaves the running one alone', async () => {
  const driver = await driven(':memory:', { runningStatements: 1 })
  const [busy, waiting] = [await acquire(driver, 'read'), await acquire(driver, 'read')]
  const running = Promise.resolve(busy.execute(endlessText)).catch(
    (error: unknown) => driver.failure(error, 'statement').code,
  )
  const queued = Promise.resolve(waiting.execute(endlessText)).catch(
    (error: unknown) => driver.failure(error, 'statement').code,
  )
  await waiting.interrupt?.()
  expect(await queued).toBe('cancelled')
  expect(
    await Promise.race([running, new Promise((resolve) => setImmediate(() => resolve('still running')))]),
  ).toBe('still running')
  await busy.interrupt?.()
  expect(await running).toBe('cancelled')
  await busy.release()
  await waiting.release()
})

test('interrupt() of an idle connection does nothing to its next statement', async () => {
  const driver = await driven()
  const connection = await acquire(driver, 'read')
  await connection.interrupt?.()
  expect((await connection.execute({ text: 'select 1', values: [], cache: false })).rows).toEqual([[1]])
  await connection.release()
})
