import { asked as askedThrough, type Asked } from '@holdfast/conformance/migrations'
import type { SqliteConnection } from '../../src/connection.ts'
import type { SqliteDriver } from '../../src/driver.ts'
import { connect, openDriver, scratchFile } from '../scratch.ts'

/** A connection for the length of a test. */
export const asked = async (file: string = scratchFile()): Promise<Asked<SqliteDriver, SqliteConnection>> => {
  const driver = await openDriver(file)
  return askedThrough(driver, await connect(driver, 'exclusive'))
}
