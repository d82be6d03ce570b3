import { HoldfastError, type Ask, type Connection, type Driver } from '@holdfast/core'
import type { PostgresOptions } from '../../src/options.ts'
import { connectionOf, testDriver } from '../drivers.ts'

export interface Asked {
  readonly driver: Driver
  readonly connection: Connection
  readonly ask: Ask
  run(text: string): Promise<void>
}

/** A connection of its own for the length of a test, asked as core asks one. */
export const asked = async (options: PostgresOptions = {}): Promise<Asked> => {
  const driver = await testDriver({ max: 1, ...options })
  const connection = await connectionOf(driver)
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
