import { HoldfastError, type Ask } from '@holdfast/core'
import type { SqliteConnection } from '../../src/connection.ts'
import type { SqliteDriver } from '../../src/driver.ts'
import { connect, openDriver, scratchFile } from '../scratch.ts'

export interface Asked {
  readonly driver: SqliteDriver
  readonly connection: SqliteConnection
  readonly ask: Ask
  run(text: string): Promise<void>
}

/** A connection for the length of a test, asked as core asks one. */
export const asked = async (file: string = scratchFile()): Promise<Asked> => {
  const driver = await openDriver(file)
  const connection = await connect(driver, 'exclusive')
  const ask: Ask = async (toSend) => {
    try {
      return (await connection.execute(toSend)).rows
    } catch (error) {
      throw new HoldfastError(driver.failure(error, 'statement').code, 'refused', { cause: error })
    }
  }
  return {
    driver,
    connection,
    ask,
    run: async (text) => {
      await ask({ text, values: [], cache: false })
    },
  }
}
