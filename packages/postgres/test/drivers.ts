import { randomBytes } from 'node:crypto'
import type { Bound, Connection, Driver, Failure, Phase, Result, Settled, Statement } from '@holdfast/core'
import { postgresUrl } from '@holdfast/postgres-server'
import { onTestFinished } from 'vitest'
import { openDriver } from '../src/driver.ts'
import { settings, type PostgresOptions } from '../src/options.ts'

export const soon = (milliseconds = 10_000): { deadline: number } => ({
  deadline: performance.now() + milliseconds,
})

export const of = (text: string, values: readonly Bound[] = [], cache = true): Statement => ({
  text,
  values,
  cache,
})

/** A driver that is closed when the test ends. */
export const driverOn = async (options: PostgresOptions): Promise<Driver> => {
  const driver = await openDriver(settings(options))
  onTestFinished(() => driver.close())
  return driver
}

export const testDriver = async (options: PostgresOptions = {}): Promise<Driver> =>
  driverOn({ url: await postgresUrl(), ...options })

/** One connection, for as long as the test runs. */
export const connectionOf = async (driver: Driver): Promise<Connection> => {
  const connection = await driver.acquire('write', soon())
  onTestFinished(() => connection.release())
  return connection
}

export const testConnection = async (options: PostgresOptions = {}): Promise<Connection> =>
  connectionOf(await testDriver(options))

/** One statement on any connection of the pool. */
export const run = async (driver: Driver, text: string, values: readonly Bound[] = []): Promise<Result> => {
  const connection = await driver.acquire('write', soon())
  try {
    return await connection.execute(of(text, values))
  } finally {
    await connection.release()
  }
}

export const name = (prefix = 't'): string => `${prefix}_${randomBytes(6).toString('hex')}`

/** An empty database of the test server, dropped when the test ends. Resolves with its URL. */
export const freshDatabase = async (clauses = ''): Promise<string> => {
  const database = name('db')
  const admin = await testDriver({ max: 1 })
  await run(admin, `create database ${database} ${clauses}`)
  onTestFinished(async () => {
    await run(admin, `drop database ${database} with (force)`)
  })
  const url = new URL(await postgresUrl())
  url.pathname = `/${database}`
  return url.href
}

/** What a rejected promise means to the driver. */
export const failureOf = async (
  driver: Driver,
  work: unknown,
  phase: Phase = 'statement',
): Promise<Failure> => {
  const error: unknown = await Promise.resolve(work).then(
    () => {
      throw new Error('It should have failed')
    },
    (reason: unknown) => reason,
  )
  return driver.failure(error, phase)
}

/** The result of a statement of a pipeline, which must have worked. */
export const resultOf = (settled: Settled<Result> | undefined): Result => {
  if (settled?.ok !== true) throw new Error('The statement failed', { cause: settled?.error })
  return settled.value
}
