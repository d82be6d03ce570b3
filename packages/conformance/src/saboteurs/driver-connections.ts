import type {
  Connection,
  Driver,
  MaybePromise,
  Result,
  Route,
  Settled,
  Statement,
  Wait,
} from '@holdfast/core'
import { replaced, type Replacements } from './spoil.ts'

/** The driver with something wrong about each of its connections. */
export const withConnections =
  (spoil: (connection: Connection, driver: Driver) => Replacements<Connection>) =>
  (driver: Driver): Driver => {
    const wrong = (connection: Connection): Connection => replaced(connection, spoil(connection, driver))
    return replaced(driver, {
      acquire: (kind: Route, wait: Wait) => {
        const got = driver.acquire(kind, wait)
        return got instanceof Promise ? got.then(wrong) : wrong(got)
      },
    })
  }

/** A connection whose statements, in a pipeline too, are run by `run`; a pipeline stops at the first failure, as it should. */
export const running = (run: (statement: Statement) => MaybePromise<Result>): Replacements<Connection> => ({
  execute: run,
  pipeline: async (statements: readonly Statement[]): Promise<readonly Settled<Result>[]> => {
    const settled: Settled<Result>[] = []
    let failed: Settled<Result> | undefined
    for (const statement of statements) {
      if (failed === undefined || statement.text === 'ROLLBACK') {
        const one = await settledBy(run, statement)
        if (!one.ok) failed = one
        settled.push(one)
      } else settled.push(failed)
    }
    return settled
  },
})

export const settledBy = async (
  run: (statement: Statement) => MaybePromise<Result>,
  statement: Statement,
): Promise<Settled<Result>> => {
  try {
    return { ok: true, value: await run(statement) }
  } catch (error) {
    return { ok: false, error }
  }
}
