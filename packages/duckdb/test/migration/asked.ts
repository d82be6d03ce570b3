import { HoldfastError, statement, type Ask, type Connection } from '@holdfast/core'
import { onTestFinished } from 'vitest'
import type { DuckdbDriver } from '../../src/driver.ts'
import { acquire, driven } from '../driven.ts'

export interface Asked {
  readonly driver: DuckdbDriver
  readonly connection: Connection
  readonly ask: Ask
  run(text: string): Promise<void>
}

/** A connection for the length of a test, asked as core asks one. */
export const asked = async (file?: string): Promise<Asked> => {
  const driver = await driven(file)
  const connection = await acquire(driver, 'exclusive')
  onTestFinished(async () => {
    if (connection.inTransaction) await connection.execute(statement('ROLLBACK'))
    await connection.release()
  })
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
      await ask(statement(text))
    },
  }
}
