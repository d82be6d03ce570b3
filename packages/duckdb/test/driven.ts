import type { Connection, Route } from '@holdfast/core'
import { onTestFinished } from 'vitest'
import { DuckdbDriver } from '../src/driver.ts'
import { locate } from '../src/engine/location.ts'
import { settingsOf, type DuckdbOptions } from '../src/options.ts'

/** A driver without core around it, closed after the test. */
export const driven = async (file = ':memory:', options: DuckdbOptions = {}): Promise<DuckdbDriver> => {
  const driver = await DuckdbDriver.open(locate(file), settingsOf(options), {})
  onTestFinished(() => driver.close())
  return driver
}

export const acquire = async (driver: DuckdbDriver, kind: Route = 'write'): Promise<Connection> =>
  driver.acquire(kind, { deadline: performance.now() + 5_000 })
