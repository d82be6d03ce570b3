import type { Database } from 'better-sqlite3'
import type {
  BeginMode,
  Bound,
  Connection,
  MaybePromise,
  Result,
  RowPage,
  Settled,
  Statement,
  Wait,
} from '@holdfast/core'
import { bulk } from './bulk.ts'
import { isBusy, refused } from './errors.ts'
import { beginReading, beginWriting, pipelineFrom } from './engine/pipeline.ts'
import { define, isDefinition } from './engine/define.ts'
import { Pin } from './engine/pin.ts'
import { PreparedStatements } from './engine/prepared.ts'
import { Refusal } from './engine/refusal.ts'
import { breathe, retryBusy } from './engine/retry.ts'
import type { RowSource } from './engine/row-source.ts'
import { rowSource } from './stream.ts'

/** One handle, lent to one owner at a time. Statements run in this thread, at once unless another process is in the way. */
export class SqliteConnection implements Connection {
  readonly handle: Database
  readonly #isReader: boolean
  readonly #statements: PreparedStatements
  readonly #giveBack: (connection: SqliteConnection, broken: boolean) => void
  readonly #sources = new Set<RowSource>()
  readonly #pin: Pin
  #wait: Wait = { deadline: 0 }
  #lease = 0
  #queue: Promise<unknown> | undefined
  #ended: Refusal | undefined
  #refusesWrites = false
  #ignoresReferences = false
  /** What `synchronous` is otherwise, while a commit need not wait for the disk. */
  #durability: number | undefined
  /** Lent for point reads only, so far: such an owner leaves nothing behind that would have to be looked for. */
  #isPlain = false

  constructor(
    handle: Database,
    options: { readonly isReader: boolean; readonly maxReaderAge: number },
    giveBack: (connection: SqliteConnection, broken: boolean) => void,
  ) {
    this.handle = handle
    this.#isReader = options.isReader
    this.#statements = new PreparedStatements(handle)
    this.#giveBack = giveBack
    this.#pin = new Pin(options.maxReaderAge, (error) => this.#end(error))
  }

  /** Begins a new ownership, whose waits for other processes end at `wait.deadline`. */
  lend(wait: Wait): this {
    this.#wait = wait
    this.#isPlain = this.#isReader
    return this
  }

  get inTransaction(): boolean {
    return this.handle.inTransaction
  }

  execute(statement: Statement): MaybePromise<Result> {
    // A point read takes microseconds, so on a reader nothing is made for it that only a busy file needs.
    if (statement.one !== true) this.#isPlain = false
    if (!this.#isReader || this.#queue !== undefined) return this.#inOrder(() => this.#run(statement))
    try {
      return this.#run(statement)
    } catch (error) {
      if (!isBusy(error)) throw error
      this.#isPlain = false
      return this.#inOrder(() => this.#run(statement))
    }
  }

  pipeline(statements: readonly Statement[]): MaybePromise<readonly Settled<Result>[]> {
    return pipelineFrom(this, statements, [])
  }

  begin(mode: BeginMode): readonly Statement[] {
    if (this.#isReader) {
      this.#isPlain = false
      this.#pin.hold()
      return beginReading
    }
    if (mode.relaxed === true) this.#relax()
    else this.#tighten()
    if (mode.readOnly !== this.#refusesWrites) this.#refuseWrites(mode.readOnly)
    // Inside a transaction the engine would not even say that it ignores this, and dropping a table would empty those that refer to it.
    if (mode.rebuilds === true) this.#checkReferences(false)
    return mode.readOnly ? beginReading : beginWriting
  }

  async *stream(statement: Statement, rows: number): AsyncGenerator<RowPage, void, undefined> {
    this.#isPlain = false
    if (this.#isReader) this.#pin.hold()
    const { source, first } = await this.#inOrder(() => this.#open(statement, rows))
    this.#sources.add(source)
    try {
      for (let chunk = first; ; chunk = this.#next(source, rows)) {
        if (chunk.length > 0) yield { columns: source.columns, rows: chunk }
        if (chunk.length < rows) return
        await breathe()
      }
    } finally {
      this.#sources.delete(source)
      source.close()
    }
  }

  bulk(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Bound[])[]>,
  ): Promise<number> {
    return bulk(this.handle, table, columns, chunks)
  }

  release(options?: { readonly broken?: boolean }): void {
    // What still waits for another process must not begin anything on a connection that has a new owner.
    this.#lease++
    if (this.#isPlain && options?.broken !== true) return this.#giveBack(this, false)
    this.#pin.free()
    this.#ended = undefined
    const isClean = this.#closeSources()
    const broken = options?.broken === true || !isClean || !this.handle.open || this.handle.inTransaction
    if (this.#refusesWrites && !broken) this.#refuseWrites(false)
    if (!broken) this.#tighten()
    if (this.#ignoresReferences && !broken) this.#checkReferences(true)
    this.#giveBack(this, broken)
  }

  #run(statement: Statement): Result {
    if (this.#ended !== undefined) throw this.#ended
    try {
      if (isDefinition(statement)) return define(this.handle, statement)
      return this.#statements.get(statement).run(statement.values, statement.one)
    } catch (error) {
      throw refused(error)
    }
  }

  /** At once where nothing is in the way; what is sent while something waits for a lock runs after it. */
  #inOrder<R>(attempt: () => R): MaybePromise<R> {
    if (this.#queue === undefined) {
      const answer = this.#untilFree(attempt)
      return answer instanceof Promise ? this.#enqueue(answer) : answer
    }
    const lease = this.#lease
    return this.#enqueue(
      this.#queue.then(() => {
        if (lease !== this.#lease) throw givenBack()
        return this.#untilFree(attempt)
      }),
    )
  }

  /**
   * Again and again while another process holds the lock. Never inside a transaction that writes: only what begins can be
   * repeated there. A reader is refused only before it has its snapshot, so it may always try again.
   */
  #untilFree<R>(attempt: () => R): MaybePromise<R> {
    const isRepeatable = this.#isReader || !this.handle.inTransaction
    try {
      return attempt()
    } catch (error) {
      if (!isRepeatable || !isBusy(error)) throw error
      const lease = this.#lease
      const again = (): R => {
        if (lease !== this.#lease) throw givenBack()
        return attempt()
      }
      return retryBusy(again, this.#wait)
    }
  }

  #enqueue<R>(turn: Promise<R>): Promise<R> {
    const left = (): void => {
      if (this.#queue === settled) this.#queue = undefined
    }
    const settled: Promise<unknown> = turn.then(left, left)
    this.#queue = settled
    return turn
  }

  #open(statement: Statement, rows: number): { readonly source: RowSource; readonly first: Result['rows'] } {
    if (this.#ended !== undefined) throw this.#ended
    const write = this.#refusesWrites ? (allowed: boolean): void => this.#refuseWrites(!allowed) : undefined
    try {
      const source = rowSource(this.handle, statement, {
        shared: this.handle.inTransaction && !this.#isReader,
        write,
      })
      try {
        return { source, first: source.take(rows) }
      } catch (error) {
        source.close()
        throw error
      }
    } catch (error) {
      throw refused(error)
    }
  }

  /** False when the engine refused even that: then the connection is not fit for another owner. */
  #closeSources(): boolean {
    if (this.#sources.size === 0) return true
    try {
      for (const source of this.#sources) source.close()
      return true
    } catch {
      return false
    } finally {
      this.#sources.clear()
    }
  }

  #next(source: RowSource, rows: number): Result['rows'] {
    if (this.#ended !== undefined) throw this.#ended
    return source.take(rows)
  }

  // The one connection of a database in memory reads and writes, so the refusal is switched, and back at the end.
  #refuseWrites(refuse: boolean): void {
    this.handle.pragma(`query_only = ${refuse ? 'on' : 'off'}`)
    this.#refusesWrites = refuse
  }

  // Only a log can be synced later, together with what follows; a rollback journal would be lost with its database.
  #relax(): void {
    if (this.handle.pragma('journal_mode', { simple: true }) !== 'wal') return
    const durability = Number(this.handle.pragma('synchronous', { simple: true }))
    if (durability <= syncOfCheckpoints) return
    this.handle.pragma(`synchronous = ${syncOfCheckpoints}`)
    this.#durability ??= durability
  }

  #tighten(): void {
    if (this.#durability === undefined) return
    this.handle.pragma(`synchronous = ${this.#durability}`)
    this.#durability = undefined
  }

  #checkReferences(check: boolean): void {
    this.handle.pragma(`foreign_keys = ${check ? 'on' : 'off'}`)
    // A table that takes the name of a dropped one is renamed while views and triggers still look for that.
    this.handle.pragma(`legacy_alter_table = ${check ? 'off' : 'on'}`)
    if (this.handle.pragma('foreign_keys', { simple: true }) !== Number(check))
      throw new Refusal('engine', 'the engine did not switch its check of references')
    this.#ignoresReferences = !check
  }

  #end(error: Refusal): void {
    this.#ended = error
    for (const source of this.#sources) source.close()
    if (this.handle.inTransaction) this.handle.exec('ROLLBACK')
  }
}

/** The log is synced only when it is copied into the database: SQLite's `normal`. */
const syncOfCheckpoints = 1

const givenBack = (): Refusal =>
  new Refusal('closed', 'the connection was given back before the lock was free')
