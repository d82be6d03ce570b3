import { statement, type DriverCell, type Statement } from './statement.ts'

/**
 * Runs one statement where its caller has decided, inside a transaction or not, and gives its rows. It rejects with a
 * `HoldfastError`.
 */
export type Ask = (statement: Statement) => Promise<readonly (readonly DriverCell[])[]>

/** Runs some work inside the transaction of an `Ask` so that its failure, which it rejects with, leaves the transaction usable. */
export type Attempt = <R>(work: (ask: Ask) => Promise<R>) => Promise<R>

/** For whoever asks a connection in a transaction, with nothing of core between. */
export const betweenSavepoints =
  (ask: Ask): Attempt =>
  async (work) => {
    await ask(statement('savepoint holdfast_attempt'))
    try {
      const result = await work(ask)
      await ask(statement('release savepoint holdfast_attempt'))
      return result
    } catch (error) {
      await ask(statement('rollback to savepoint holdfast_attempt'))
      await ask(statement('release savepoint holdfast_attempt'))
      throw error
    }
  }
