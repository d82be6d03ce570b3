import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api'
import {
  HoldfastError,
  type BeginMode,
  type Bound,
  type Connection,
  type MaybePromise,
  type RangePage,
  type Result,
  type RowPage,
  type Settled,
  type Statement,
} from '@holdfast/core'
import { expand } from './engine/any-of.ts'
import { bind } from './engine/bind.ts'
import { appendAll } from './bulk.ts'
import type { Pages } from './engine/pages.ts'
import { beginReading, beginWriting, inOrder } from './engine/pipeline.ts'
import { controlOf, isAlone, natureOf } from './engine/nature.ts'
import { PreparedStatements, type Prepared } from './engine/prepared.ts'
import { nameKey, type KeysOf } from './engine/refused-key.ts'
import { mayWantOneThread, type OneThread } from './engine/one-thread.ts'
import { readAll } from './engine/result.ts'
import { running, type Turn } from './engine/running.ts'
import { Serial } from './engine/serial.ts'
import { SessionState } from './engine/session-state.ts'
import { lastName, tablesWritten } from './engine/unique-keys.ts'
import { streamRows } from './stream.ts'

/** What all connections to a database share. */
interface Shared {
  readonly pages: Pages
  readonly keysOf: KeysOf
  readonly oneThread: OneThread
}

/** What is done with a connection that comes back. */
export type Release = (connection: DuckdbConnection, isBroken: boolean) => MaybePromise<void>

/** How often a stop is repeated: the engine forgets one that comes before the statement has started. */
const repeatStop = 5

export class DuckdbConnection implements Connection {
  /** The driver's own connection, and the lists of what has been prepared on it. */
  readonly native: DuckDBConnection
  readonly #catalog: string
  readonly #pages: Pages
  readonly #keysOf: KeysOf
  readonly #oneThread: OneThread
  readonly #onRelease: Release
  readonly #prepared: PreparedStatements
  readonly #serial = new Serial()
  #turn: Turn | undefined
  #active = 0
  #stopping = false
  #closed = false
  readonly state: SessionState = new SessionState()

  constructor(
    native: DuckDBConnection,
    catalog: string,
    { pages, keysOf, oneThread }: Shared,
    onRelease: Release,
  ) {
    this.native = native
    this.#catalog = catalog
    this.#pages = pages
    this.#keysOf = keysOf
    this.#oneThread = oneThread
    this.#onRelease = onRelease
    this.#prepared = new PreparedStatements(native)
  }

  get inTransaction(): boolean {
    return this.state.inTransaction
  }

  begin(mode: BeginMode): readonly Statement[] {
    return mode.readOnly ? beginReading : beginWriting
  }

  execute(statement: Statement): Promise<Result> {
    return this.#serial.run(() => this.#execute(statement))
  }

  pipeline(statements: readonly Statement[]): Promise<readonly Settled<Result>[]> {
    return inOrder(statements, (statement) => this.execute(statement))
  }

  stream(statement: Statement, rows: number): AsyncIterable<RowPage> {
    const { text, values } = expand(statement)
    return streamRows(this, text, values, rows)
  }

  bulk(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Bound[])[]>,
  ): Promise<number> {
    // The appender works in the event loop and holds no thread, so it takes no turn; its source may need one.
    return this.#serial.run(() =>
      this.#noting(async () => {
        try {
          return await appendAll(this, { catalog: this.#catalog, table, columns }, chunks)
        } catch (error) {
          // A setting of the load is left, and cannot be set back in a transaction that has failed.
          this.state.remembers = true
          if (!this.state.definitionsOpen) await nameKey(error, this.#keysOf, () => [lastName(table)])
          throw error
        }
      }),
    )
  }

  async interrupt(): Promise<void> {
    if (this.#active === 0) return
    this.#stopping = true
    this.#turn?.cancel()
    const idle = this.#serial.idle
    while (this.#stopping && this.#active > 0) {
      this.native.interrupt()
      await Promise.race([idle, new Promise((resolve) => setTimeout(resolve, repeatStop))])
    }
  }

  release(options?: { readonly broken?: boolean }): MaybePromise<void> {
    return this.#onRelease(this, options?.broken === true || this.state.inTransaction)
  }

  get isOpen(): boolean {
    return !this.#closed
  }

  get isIdle(): boolean {
    return this.#serial.isIdle
  }

  /** Everything sent so far is done. */
  get idle(): Promise<void> {
    return this.#serial.idle
  }

  /** Runs work in this connection's order; for work of several steps. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    return this.#serial.run(work)
  }

  /** Stops what is running, refuses what is queued, and lets go of the engine once it is quiet. */
  async close(): Promise<void> {
    const wasClosed = this.#closed
    this.#closed = true
    await this.interrupt()
    if (wasClosed) return
    this.#prepared.clear()
    this.native.disconnectSync()
  }

  /** Lets go of the engine at once; nothing runs. */
  disconnect(): void {
    if (this.#closed) return
    this.#closed = true
    this.#prepared.clear()
    this.native.disconnectSync()
  }

  async #execute(statement: Statement): Promise<Result> {
    const { text, values, cache } = expand(statement)
    if (this.state.isAborted && controlOf(text) === 'commit') {
      // The engine would answer a COMMIT of a failed transaction with success, and discard it.
      await this.#run('ROLLBACK', [], true, true)
      throw new HoldfastError(
        'aborted',
        'Cannot commit: the transaction has already failed, so it was rolled back',
      )
    }
    const { page } = statement
    if (page !== undefined) return this.#readPage({ ...statement, page })
    return this.#run(text, values, cache, statement.point === true)
  }

  /** Perhaps several statements: a stop between two of them must reach the next. */
  async #readPage(statement: Statement & { readonly page: RangePage }): Promise<Result> {
    this.#active++
    try {
      return await this.#pages.read((asked, given) => {
        this.#checkNotStopped()
        const { text, values } = expand({ text: asked, values: given, cache: true })
        return this.#run(text, values, true, false)
      }, statement)
    } finally {
      if (--this.#active === 0) this.#stopping = false
    }
  }

  #run(text: string, values: readonly Bound[], keep: boolean, point: boolean): Promise<Result> {
    const isControl = controlOf(text) !== undefined
    return this.guard(point || isControl, async () => {
      const isOnce = !keep && !isControl && values.length === 0 && isAlone(text)
      if (isOnce && !mayWantOneThread(text)) return this.#runOnce(text)
      let prepared = this.#prepared.find(text)
      const isKept = prepared !== undefined
      prepared ??= await this.#prepared.prepare(text)
      try {
        this.#checkNotStopped()
        for (let index = 0; index < values.length; index++) bind(prepared.native, index + 1, values[index]!)
        const result = readAll(await this.start(prepared, text), prepared)
        this.state.ran(prepared)
        return result
      } catch (error) {
        if (prepared.control === 'commit') this.state.ended()
        if (!this.state.definitionsOpen) await nameKey(error, this.#keysOf, () => tablesWritten(text))
        throw error
      } finally {
        if (!isKept && (keep || isControl) && prepared.mayRunAgain) this.#prepared.keep(text, prepared)
        else if (!isKept) prepared.native.destroySync()
      }
    })
  }

  /** A text that is one statement and comes once: prepared by itself, it would go to the engine's thread and back a second time. */
  async #runOnce(text: string): Promise<Result> {
    this.#checkNotStopped()
    try {
      const answer = await this.native.run(text)
      const nature = natureOf(answer.statementType, text)
      const result = readAll(answer, nature)
      this.state.ran(nature)
      return result
    } catch (error) {
      if (!this.state.definitionsOpen) await nameKey(error, this.#keysOf, () => tablesWritten(text))
      throw error
    }
  }

  /** A prepared statement for a stream; its turn in the process is asked for at each chunk. */
  prepare(text: string): Promise<Prepared> {
    return this.#prepared.prepare(text)
  }

  /** Runs what is prepared, with one thread where more would be wrong. */
  async start({ native, wantsOneThread }: Prepared, text: string): Promise<DuckDBMaterializedResult> {
    if (!wantsOneThread) return native.run()
    // What has been made of tables on this connection nobody else knows yet.
    const isKnown = !this.state.definitionsOpen && !this.state.definitionsChanged
    if (isKnown && !(await this.#oneThread.movedRows.mayMove(text))) return native.run()
    if (this.state.remembers) this.#oneThread.forget()
    return this.#oneThread.run(() => native.run())
  }

  /** Does work in the engine, which takes one of the process's turns. */
  guard<T>(point: boolean, work: () => Promise<T>): Promise<T> {
    return this.#noting(async () => {
      this.#active++
      try {
        const turn = running.enter(point)
        if (turn !== undefined) {
          this.#turn = turn
          await turn.ready
          this.#turn = undefined
        }
        try {
          this.checkOpen()
          return await work()
        } finally {
          running.leave()
        }
      } finally {
        this.#turn = undefined
        if (--this.#active === 0) this.#stopping = false
      }
    })
  }

  /** The engine crashes when anything is asked of a connection that is gone. */
  checkOpen(): void {
    if (this.#closed)
      throw new HoldfastError('closed', 'Cannot run the statement: the database has been closed')
  }

  /** Notes what a failure does to the transaction. */
  async #noting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      this.state.failed(error)
      throw error
    }
  }

  #checkNotStopped(): void {
    if (this.#stopping)
      throw new HoldfastError('cancelled', 'Cannot run the statement: it was stopped before it started')
  }
}
