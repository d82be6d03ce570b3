import { HoldfastError, type Driver } from '@holdfast/core'
import { postgresUrl, startPgBouncer } from '@holdfast/postgres-server'
import { expect, onTestFinished, test } from 'vitest'
import { postgres, type PostgresOptions } from '../src/index.ts'
import { connectionOf, driverOn, failureOf, name, of, resultOf, run, soon } from './drivers.ts'

const pooledUrl = async (settings: Readonly<Record<string, number>> = {}): Promise<string> => {
  const bouncer = await startPgBouncer({ target: await postgresUrl(), poolMode: 'transaction', settings })
  onTestFinished(() => bouncer.stop())
  return bouncer.url
}

/** Two server connections only, so that they change hands all the time. */
const pooled = async (options: PostgresOptions = {}): Promise<Driver> =>
  driverOn({ url: await pooledUrl({ default_pool_size: 2 }), pooler: 'transaction', ...options })

test("start-up parameters are refused by PgBouncer, and the error says pooler: 'transaction'", async () => {
  const driver = await pooled()
  const failure = await failureOf(driver, driverOn({ url: await pooledUrl() }), 'acquire')
  expect(failure).toMatchObject({ code: 'connection-lost', outcome: 'not-applied', retryable: false })
  expect(failure.message).toContain("pooler: 'transaction'")
})

test('the words of PgBouncer become a missing database, a wrong password and a full pooler', async () => {
  const driver = await pooled()
  const codeAt = async (change: (url: URL) => void, settings = {}): Promise<unknown> => {
    const url = new URL(await pooledUrl(settings))
    change(url)
    const failure = await failureOf(driver, driverOn({ url: url.href, pooler: 'transaction' }), 'acquire')
    expect(failure.outcome).toBe('not-applied')
    return failure.code
  }
  expect(await codeAt((url) => (url.pathname = '/nowhere'))).toBe('not-found')
  expect(await codeAt((url) => (url.password = 'wrong'))).toBe('permission')
  expect(await codeAt((url) => (url.username = 'nobody'))).toBe('permission')
  expect(await codeAt(() => undefined, { max_client_conn: 0 })).toBe('busy')
})

test('execute() of one text by many callers never meets a prepared statement of another', async () => {
  const driver = await pooled()
  const sums = await Promise.all(
    Array.from(
      { length: 200 },
      async (_, index) => (await run(driver, 'select $1::int + 1', [index])).rows[0]?.[0],
    ),
  )
  expect(sums).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
})

test('pipeline() with begin, lock timeout and commit is one transaction on one server connection', async () => {
  const driver = await pooled()
  const table = name()
  await run(driver, `create table ${table} (id int primary key)`)
  await Promise.all(
    Array.from({ length: 50 }, async (_, id) => {
      const connection = await driver.acquire('write', soon())
      const settled = await connection.pipeline([
        ...connection.begin({ isolation: 'read-committed', readOnly: false, lockTimeout: 20 }),
        of(`insert into ${table} values ($1)`, [id]),
        of("select current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"),
        connection.token!,
        of('COMMIT'),
      ])
      expect(settled.map(({ ok }) => ok)).toEqual([true, true, true, true, true])
      expect(settled[2]).toMatchObject({ value: { rows: [['20ms', '5min']] } })
      const token = resultOf(settled[3]).rows[0]?.[0]
      await connection.release()
      expect(await driver.settle?.(String(token))).toBe('committed')
    }),
  )
  expect((await run(driver, `select count(*), current_setting('lock_timeout') from ${table}`)).rows).toEqual([
    [50, '0'],
  ])
  await run(driver, `drop table ${table}`)
})

test('statementTimeout limits a single statement, and leaves none behind for the next client', async () => {
  const url = await pooledUrl({ default_pool_size: 1 })
  const limited = await driverOn({ url, pooler: 'transaction', statementTimeout: 300 })
  const unlimited = await driverOn({ url, pooler: 'transaction' })
  expect(await failureOf(limited, run(limited, 'select pg_sleep(20)'))).toMatchObject({
    code: 'timeout',
    outcome: 'not-applied',
  })
  expect((await run(unlimited, "select current_setting('statement_timeout')")).rows).toEqual([['0']])
  const table = name()
  await run(limited, `create table ${table} (id int primary key deferrable initially deferred)`)
  expect((await run(limited, `insert into ${table} values (1), (2)`)).affected).toBe(2)
  expect(await failureOf(limited, run(limited, `insert into ${table} values (1)`))).toMatchObject({
    code: 'duplicate',
  })
  await run(limited, `vacuum ${table}`)
  await run(limited, `drop table ${table}`)
})

test('a driver behind a pooler in transaction mode offers nothing that needs a session: no notices, no session lock, no scratch database', async () => {
  const driver = await pooled()
  expect([driver.notices, driver.sessionLock, driver.scratch]).toStrictEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(driver.sharesSessions).toBe(true)
})

test('stream() holds one server connection to its end, and gives it back when the reader leaves early', async () => {
  const driver = await pooled()
  const readers = Array.from({ length: 6 }, async (_, index) => {
    const connection = await driver.acquire('read', soon())
    let seen = 0
    for await (const { rows } of connection.stream(of('select generate_series(1, 1000)'), 100)) {
      seen += rows.length
      if (index % 2 === 1 && seen >= 300) break
    }
    expect(connection.inTransaction).toBe(false)
    await connection.release()
    return seen
  })
  expect(await Promise.all(readers)).toEqual([1000, 300, 1000, 300, 1000, 300])
})

test('interrupt() stops the statement through the pooler, and none of the later ones', async () => {
  const driver = await pooled({ max: 4 })
  const connection = await connectionOf(driver)
  const failure = failureOf(driver, connection.execute(of('select pg_sleep(20)')))
  await connection.interrupt?.()
  expect(await failure).toMatchObject({ code: 'cancelled' })
  await Promise.all(
    Array.from({ length: 100 }, async () => {
      const connection = await driver.acquire('write', soon())
      const work = Promise.resolve(connection.execute(of('select pg_sleep(0.001)'))).catch(() => undefined)
      void connection.interrupt?.()
      await work
      await connection.release()
      expect((await run(driver, 'select 1')).rows).toEqual([[1]])
    }),
  )
})

test('the pool heals when PgBouncer loses its server connections', async () => {
  const driver = await pooled({ max: 2 })
  const connection = await connectionOf(driver)
  const failure = failureOf(driver, connection.execute(of('select pg_terminate_backend(pg_backend_pid())')))
  expect(await failure).toMatchObject({ code: 'connection-lost', outcome: 'unknown', ends: 'connection' })
  await connection.release({ broken: true })
  expect((await run(driver, 'select 1')).rows).toEqual([[1]])
})

test('values come back as UTC and UTF-8 although nothing was set in a session', async () => {
  const driver = await pooled()
  const { rows } = await run(
    driver,
    "select timestamptz '2024-01-01 00:00:00Z', timestamptz '2024-01-01 00:00:00Z'::text, '€😀'",
  )
  expect(rows).toEqual([[new Date('2024-01-01T00:00:00Z'), '2024-01-01 00:00:00+00', '€😀']])
})

test('postgres() refuses what a pooler cannot hold, before anything connects', () => {
  expect(() => postgres({ pooler: 'transaction', onConnect: () => undefined })).toThrow(TypeError)
  expect(() => postgres({ pooler: 'transaction', durability: 'normal' })).toThrow('alter role')
  expect(() => postgres('postgres://h/db?pooler=session')).toThrow(RangeError)
  expect(() => postgres('postgres://h/db?pooler=transaction')).not.toThrow(HoldfastError)
})
