import { asked as askedThrough, type Asked } from '@holdfast/conformance/migrations'
import type { PostgresOptions } from '../../src/options.ts'
import { connectionOf, testDriver } from '../drivers.ts'

/** A connection of its own for the length of a test. */
export const asked = async (options: PostgresOptions = {}): Promise<Asked> => {
  const driver = await testDriver({ max: 1, ...options })
  return askedThrough(driver, await connectionOf(driver))
}
