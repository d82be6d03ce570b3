import { HoldfastError, statement, type Ask, type Connection, type Driver } from '@holdfast/core'

/** A connection of a driver, with nothing of core between, asked as core asks one. */
export interface Asked<D extends Driver = Driver, C extends Connection = Connection> {
  readonly driver: D
  readonly connection: C
  readonly ask: Ask
  run(text: string): Promise<void>
}

/** Failures come with the code that the driver gives them. */
export const asked = <D extends Driver, C extends Connection>(driver: D, connection: C): Asked<D, C> => {
  const ask: Ask = async (toSend) => {
    try {
      return (await connection.execute(toSend)).rows
    } catch (error) {
      const { code } = driver.failure(error, 'statement')
      throw new HoldfastError(code, `Cannot run a statement of a test: ${code}`, { cause: error })
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
