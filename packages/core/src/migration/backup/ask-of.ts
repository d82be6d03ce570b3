import type { Ask } from '../../database/ask.ts'
import type { Driver } from '../../database/driver.ts'
import { toError } from '../../database/failure.ts'

/** How long a driver that nobody else uses may take to give a connection. Milliseconds. */
const patience = 10_000

/** Runs `body` with a connection of a driver that nobody else uses. */
export const askOf = async <R>(driver: Driver, body: (ask: Ask) => Promise<R>): Promise<R> => {
  const connection = await driver.acquire('exclusive', { deadline: performance.now() + patience })
  const ask: Ask = async (statement) => {
    try {
      return (await connection.execute(statement)).rows
    } catch (error) {
      throw toError(driver, error, 'statement', 'read a copy of the database')
    }
  }
  try {
    return await body(ask)
  } finally {
    await connection.release({ broken: connection.inTransaction })
  }
}
