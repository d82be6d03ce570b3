import { StatementType, type DuckDBConnection } from '@duckdb/node-api'
import { MovedRows } from './moved-rows.ts'

const { UPDATE, MERGE_INTO } = StatementType

/** Whether the engine might change a row twice with several threads; see `OneThread`. */
export const wantsOneThread = (type: StatementType, text: string): boolean =>
  type === UPDATE || (type === MERGE_INTO && (!runsAlone.test(text) || /--|\/\*/.test(text)))

/** A merge that gives rows back or that also inserts is run by one thread anyhow. With a quote behind them the words may be part of a value. */
const runsAlone = /(?<!["$\w])(?:returning|then insert)\s[^'$]*$/i

/** Whether a text might be such a statement: known before it is prepared. */
export const mayWantOneThread = (text: string): boolean => /\b(?:update|merge)\b/i.test(text)

/**
 * Runs statements with one of the engine's threads.
 *
 * The engine (1.5) makes an update that changes an index as a removal and an insert. It looks the rows up by index with as many threads as
 * the table has row groups: the first finds and changes them, and any that starts behind it looks among the rows that the transaction
 * has not committed, takes those that the statement itself has just written for others, and changes them again. `n = n + 1` adds two then,
 * for about four of ten thousand rows. Costs half a millisecond, and other statements have no second thread meanwhile.
 */
export class OneThread {
  readonly #connection: DuckDBConnection
  readonly movedRows: MovedRows
  #threads: number | undefined

  /** The connection must be in no transaction: one that has failed cannot set anything back. */
  constructor(connection: DuckDBConnection, connect: () => Promise<DuckDBConnection>) {
    this.#connection = connection
    this.movedRows = new MovedRows(connect)
  }

  /** Somebody may have set another number of them. */
  forget(): void {
    this.#threads = undefined
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const threads = (this.#threads ??= await this.#read())
    if (threads === 1) return work()
    await this.#set(1)
    try {
      return await work()
    } finally {
      await this.#set(threads)
    }
  }

  async #read(): Promise<number> {
    const answer = await this.#connection.runAndReadAll(`select current_setting('threads')`)
    return Number(answer.getRows()[0]![0])
  }

  async #set(threads: number): Promise<void> {
    await this.#connection.run(`set global threads = ${threads}`)
  }
}
