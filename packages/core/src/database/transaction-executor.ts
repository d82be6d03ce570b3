import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Isolation, TransactionOptions } from '../contracts/session.ts'
import type { HoldfastError } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import type { Call, Executor } from './executor.ts'
import { givenUp } from './failure.ts'
import { interruptible } from './interruptible.ts'
import type { KeyedOperation, KeyedWrite } from './keyed-operation.ts'
import type { Rider } from './unawaited.ts'
import type { RootExecutor } from './root-executor.ts'
import { shapeStatement } from './shape-statement.ts'
import type { Bound, Result, Settled, Statement } from './statement.ts'
import { stoppableLoad } from './stoppable-load.ts'
import { runScope, stopper } from './transaction.ts'
import { checkNestedOptions, type TransactionMode } from './transaction-options.ts'
import { TransactionScope } from './transaction-scope.ts'
import type { Reach } from './watchers.ts'

/** The most operations that share one statement inside a transaction. */
const operationsPerStatement = 1_000

/** What stores and sessions see of a transaction. */
export class TransactionExecutor implements Executor {
  readonly isTransaction = true
  readonly dialect: Dialect
  readonly ns: string
  readonly scope: TransactionScope
  readonly #root: RootExecutor
  readonly #mode: TransactionMode

  constructor(root: RootExecutor, scope: TransactionScope, mode: TransactionMode, ns: string) {
    this.#root = root
    this.dialect = root.dialect
    this.scope = scope
    this.#mode = mode
    this.ns = ns
  }

  get database(): object {
    return this.#root.database
  }

  get whole(): object {
    return this.scope.line
  }

  get isolation(): Isolation {
    return this.#mode.isolation
  }

  get isReadOnly(): boolean {
    return this.#mode.readOnly
  }

  get isSystem(): boolean {
    return this.#root.isSystem
  }

  check(action: string): void {
    this.scope.check(action)
  }

  time(): EpochMilliseconds | null {
    return this.#root.time()
  }

  elapsed(): number {
    return this.#root.elapsed()
  }

  random(bytes: number): Uint8Array {
    return this.#root.random(bytes)
  }

  read<R>(operation: KeyedOperation<R>, call: Call): MaybePromise<R> {
    const result = this.#execute(shapeStatement(this.dialect.batch.form, [operation], this.time()), call)
    return result instanceof Promise
      ? result.then(({ rows }) => operation.answer(rows[0]))
      : operation.answer(result.rows[0])
  }

  async write<R>(operation: KeyedWrite<R>, call: Call): Promise<R> {
    return this.read(operation, call)
  }

  async writeAll(operations: readonly KeyedWrite<unknown>[], call: Call): Promise<void> {
    const size = this.dialect.batch.form === 'arrays' ? operationsPerStatement : 1
    for (let at = 0; at < operations.length; at += size) {
      const part = operations.slice(at, at + size)
      const ran = this.#execute(shapeStatement(this.dialect.batch.form, part, this.time()), call)
      if (ran instanceof Promise) await ran
    }
  }

  async bulk(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Bound[])[]>,
    { action }: Call,
  ): Promise<number> {
    await this.scope.open(action)
    await this.#tell(action)
    // What the source of the rows throws is the caller's, and not for the driver to judge.
    let fromSource: { readonly error: unknown } | undefined
    const watched = async function* (): AsyncGenerator<readonly (readonly Bound[])[]> {
      try {
        yield* chunks
      } catch (error) {
        fromSource = { error }
        throw error
      }
    }
    try {
      const { connection } = this.scope.line
      return await this.scope.track(action, () =>
        stoppableLoad(this.scope, action, watched(), (rows) => connection.bulk(table, columns, rows)),
      )
    } catch (error) {
      throw fromSource === undefined ? error : fromSource.error
    }
  }

  query(toSend: Statement, route: 'read' | 'write', call: Call): MaybePromise<Result> {
    const told = route === 'write' ? this.#tell(call.action) : undefined
    if (!(told instanceof Promise)) return this.#execute(toSend, call)
    if (this.scope.line.loop !== undefined) return told.then(() => this.#execute(toSend, call))
    // Both are on their way before the first is answered: a statement waits for no round trip of its note.
    const sent = Promise.resolve(this.#execute(toSend, call))
    return Promise.all([told, sent]).then(([, result]) => result)
  }

  /** Several that do not depend on each other's answers. It rejects only when nothing may be sent. */
  pipeline(toSend: readonly Statement[], { action }: Call): Promise<readonly Settled<Result>[]> {
    return this.scope.pipeline(toSend, action)
  }

  async together(statements: readonly Statement[], call: Call): Promise<void> {
    for (const answer of await this.pipeline(statements, call)) if (!answer.ok) throw answer.error
  }

  ride(rider: Rider): void {
    this.scope.ride(rider)
  }

  hold(work: Promise<unknown>, { action }: Call): void {
    this.scope.hold(work, action)
  }

  async transaction<R>(body: (inner: Executor) => Promise<R>, options?: TransactionOptions): Promise<R> {
    return this.nest((inner) => body(inner), options)
  }

  /** A nested transaction: a savepoint, or a part of this one. */
  async nest<R>(body: (inner: TransactionExecutor) => Promise<R>, options?: TransactionOptions): Promise<R> {
    // It would send its statements beside those of the nested one.
    if (this.scope.unawaited.isHeld) await this.scope.unawaited.settle()
    this.scope.check('begin a nested transaction')
    checkNestedOptions(options, this.#mode)
    const inner = new TransactionScope(this.scope.line, this.scope)
    const { timeout = this.#mode.timeout, signal } = options ?? {}
    const { stop, cancel } = stopper(inner, timeout, signal)
    try {
      return await runScope(
        inner,
        () => body(new TransactionExecutor(this.#root, inner, this.#mode, this.ns)),
        stop,
      )
    } finally {
      cancel()
    }
  }

  tellsFirst(): boolean {
    return false
  }

  fail(error: HoldfastError): HoldfastError {
    this.scope.fail(error)
    return error
  }

  afterCommit(action: (root: Executor) => void | Promise<void>): void {
    this.scope.check('register an action for after the commit')
    this.scope.afterCommits.push(() => action(this.#root))
  }

  changed(lane: string, reach?: Reach): void {
    this.scope.afterCommits.push(() => this.#root.changed(lane, reach))
  }

  onChange(): () => void {
    throw new TypeError('Cannot watch inside a transaction: watch on the database')
  }

  /** Tells the triggers of tracked tables who is at work, where that is not what they were told last. */
  #tell(action: string): MaybePromise<unknown> {
    const { notes } = this.#root.engine
    const { tracking } = this.dialect.tables
    if (tracking === undefined || !notes.isExpected || this.isReadOnly) return undefined
    if (tracking.noteTable !== undefined && !notes.hasTable) return this.#tellIfMade(action)
    const isSilent = notes.isSilent && !tracking.namesTransactions
    if (isSilent && !this.scope.hasTold) return undefined
    const note = { ...notes.now(), tx: tracking.namesTransactions ? this.#name() : null }
    const text = JSON.stringify(note)
    if (text === this.scope.told) return undefined
    this.scope.told = text
    this.scope.outermost.closing = tracking.forget
    return this.scope.execute(tracking.tell(note), action)
  }

  /** A handle of a tracked table may be older than the table: without the table of notes nothing is tracked yet. */
  #tellIfMade(action: string): MaybePromise<unknown> {
    const { notes } = this.#root.engine
    const { columnsOf, tracking } = this.dialect.tables
    const tellIf = ({ rows }: Result): MaybePromise<unknown> => {
      notes.hasTable ||= rows.length > 0
      return notes.hasTable ? this.#tell(action) : undefined
    }
    const found = this.scope.execute(columnsOf(tracking!.noteTable!.name), action)
    return found instanceof Promise ? found.then(tellIf) : tellIf(found)
  }

  #name(): string {
    const { line } = this.scope
    line.name ??= Buffer.from(this.random(8)).toString('hex')
    return line.name
  }

  #execute(toSend: Statement, { action, signal }: Call): MaybePromise<Result> {
    if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
    const { driver, connection } = this.scope.line
    return interruptible(driver, connection, { signal }, action, () => this.scope.execute(toSend, action))
  }
}
