import { asked as askedThrough, type Asked } from '@holdfast/conformance/migrations'
import { statement } from '@holdfast/core'
import { onTestFinished } from 'vitest'
import type { DuckdbDriver } from '../../src/driver.ts'
import { acquire, driven } from '../driven.ts'

/** A connection for the length of a test. */
export const asked = async (file?: string): Promise<Asked<DuckdbDriver>> => {
  const driver = await driven(file)
  const connection = await acquire(driver, 'exclusive')
  onTestFinished(async () => {
    if (connection.inTransaction) await connection.execute(statement('ROLLBACK'))
    await connection.release()
  })
  return askedThrough(driver, connection)
}
