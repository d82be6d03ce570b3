import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bound, Connection, MaybePromise, Result, Route, Settled, Statement } from '@holdfast/core'
import { afterEach } from 'vitest'
import type { SqliteConnection } from '../src/connection.ts'
import { SqliteDriver } from '../src/driver.ts'
import { settings, type SqliteOptions } from '../src/options.ts'

export { thrownBy } from './thrown-by.ts'

const endings: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

/** Runs after the test, the last registered first. */
export const afterwards = (end: () => Promise<void> | void): void => void endings.push(end)

/** A path in a directory of its own, which goes with the test. */
export function scratchFile(name = 'test.db'): string {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-sqlite-'))
  afterwards(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, name)
}

export async function openDriver(
  file: string = scratchFile(),
  options: SqliteOptions = {},
): Promise<SqliteDriver> {
  const driver = await SqliteDriver.open(settings(file, options))
  afterwards(() => driver.close())
  return driver
}

/** Long enough for anything that is not meant to wait. */
export const soon = (milliseconds = 5_000): { deadline: number } => ({
  deadline: performance.now() + milliseconds,
})

export async function connect(
  driver: SqliteDriver,
  kind: Route = 'write',
  wait = soon(),
): Promise<SqliteConnection> {
  const connection = await driver.acquire(kind, wait)
  afterwards(() => {
    if (connection.handle.open) connection.release()
  })
  return connection
}

export const statement = (text: string, values: readonly Bound[] = [], cache = false): Statement => ({
  text,
  values,
  cache,
})

export const run = (connection: Connection, text: string, ...values: Bound[]): MaybePromise<Result> =>
  connection.execute(statement(text, values))

/** Begins a transaction as core does. */
export async function begin(connection: Connection, readOnly = false): Promise<void> {
  for (const text of connection.begin({ isolation: 'snapshot', readOnly })) await connection.execute(text)
}

export const rows = async (
  connection: Connection,
  text: string,
  ...values: Bound[]
): Promise<Result['rows']> => (await run(connection, text, ...values)).rows

export const errorsOf = (settled: readonly Settled<unknown>[]): unknown[] =>
  settled.map((one) => (one.ok ? undefined : one.error))
