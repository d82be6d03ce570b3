import type { Limits } from '../contracts/capabilities.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { BulkRow, RunResult, SqlQuery, StatementOptions, StreamOptions } from '../contracts/sql.ts'
import { checkLimit, checkMilliseconds } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { bulkInsert } from './bulk-insert.ts'
import { compile, requireQuery } from './compile.ts'
import { HoldfastError } from '../errors.ts'
import type { Call } from './executor.ts'
import { givenUp } from './failure.ts'
import type { Bounds } from './interruptible.ts'
import { RootExecutor } from './root-executor.ts'
import { rowReader } from './rows.ts'
import type { Result, Statement } from './statement.ts'
import { streamRows, type ReadRows } from './stream-rows.ts'
import type { TransactionExecutor } from './transaction-executor.ts'

const statementOptions = ['signal', 'timeout'] as const
const streamOptions = ['signal', 'timeout', 'chunk'] as const

/** Plain SQL over a database or a transaction. */
export class SqlSession {
  readonly #executor: RootExecutor | TransactionExecutor
  readonly #limits: Limits

  constructor(executor: RootExecutor | TransactionExecutor, limits: Limits) {
    this.#executor = executor
    this.#limits = limits
  }

  async all<R>(query: SqlQuery<R>, options?: StatementOptions): Promise<readonly R[]> {
    const action = 'run a query'
    const { columns } = requireQuery(query, action)
    const result = await this.#execute(query, options, action)
    return result.rows.map(rowReader(result.columns, columns, this.#executor.dialect, action)) as R[]
  }

  async first<R>(query: SqlQuery<R>, options?: StatementOptions): Promise<R | undefined> {
    const action = 'run a query'
    const { columns } = requireQuery(query, action)
    const result = await this.#execute(query, options, action)
    const read = rowReader(result.columns, columns, this.#executor.dialect, action)
    return result.rows.length === 0 ? undefined : (read(result.rows[0]!) as R)
  }

  async run(query: SqlQuery<never> | SqlQuery, options?: StatementOptions): Promise<RunResult> {
    const { affected } = await this.#execute(query, options, 'run a statement')
    return { affected }
  }

  stream<R>(query: SqlQuery<R>, options?: StreamOptions): AsyncIterable<R> {
    const action = 'stream a query'
    const { columns } = requireQuery(query, action)
    const { dialect } = this.#executor
    return this.streamBy(
      query,
      (page) => rowReader(page.columns, columns, dialect, action) as (row: Result['rows'][number]) => R,
      options,
    )
  }

  /** One statement, its rows by position. */
  async result(query: SqlQuery, options?: StatementOptions): Promise<Result> {
    return this.#execute(query, options, 'run a query')
  }

  /** Every row as `read` reads it. */
  streamBy<R>(query: SqlQuery<R>, read: ReadRows<R>, options?: StreamOptions): AsyncIterable<R> {
    const action = 'stream a query'
    checkOptions(options, streamOptions, action)
    const chunk =
      options?.chunk === undefined ? 500 : checkLimit(options.chunk, `${action} with chunk`, 100_000)
    const compiled = this.#compile(query, action)
    const bounds = boundsOf(options, action)
    return streamRows<R>(this.#executor, { ...bounds, statement: compiled, read, chunk, action })
  }

  async bulkInsert(
    table: string,
    rows: Iterable<BulkRow> | AsyncIterable<BulkRow>,
    options?: StatementOptions,
  ): Promise<number> {
    const action = 'insert in bulk'
    checkName(table, 'table name', action)
    checkOptions(options, statementOptions, action)
    return bulkInsert(this.#executor, table, rows, boundsOf(options, action), action)
  }

  #compile(query: unknown, action: string): Statement {
    return compile(requireQuery(query, action), this.#executor.dialect, this.#limits, action)
  }

  async #execute(query: unknown, options: StatementOptions | undefined, action: string): Promise<Result> {
    checkOptions(options, statementOptions, action)
    const compiled = this.#compile(query, action)
    const bounds = boundsOf(options, action)
    if (bounds.signal?.aborted === true) throw givenUp(bounds.signal, action, 'not-applied')
    if (bounds.deadline === undefined) return this.#send(compiled, bounds, action)
    // The engine may be unable to stop: see the capability `cancel`. Waiting is bounded all the same.
    if (performance.now() > bounds.deadline)
      throw new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`)
    return this.#send(compiled, bounds, action)
  }

  #send(compiled: Statement, bounds: Bounds, action: string): MaybePromise<Result> {
    const executor = this.#executor
    if (!(executor instanceof RootExecutor)) return executor.query(compiled, 'write', { action, ...bounds })
    executor.check(action)
    const route = executor.route(compiled.text, action)
    const call = { action, ...bounds }
    if (changesRows(compiled.text) && executor.tellsFirst(true))
      return inTransaction(executor, compiled, call)
    return route instanceof Promise
      ? route.then((known) => executor.query(compiled, known, call))
      : executor.query(compiled, route, call)
  }
}

const begins =
  /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:insert|update|delete|replace|merge|truncate|copy|with\b[^]*\b(?:insert|update|delete|merge))\b/i

/** Whether a text may change rows: the triggers of tracked tables are told first who does that. */
const changesRows = (text: string): boolean => begins.test(text)

const inTransaction = (
  executor: RootExecutor,
  toSend: Statement,
  { deadline, ...call }: Call & Bounds,
): Promise<Result> =>
  executor.transaction(async (inner) => inner.query(toSend, 'write', call), {
    isolation: 'read-committed',
    retries: 0,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(deadline === undefined ? {} : { timeout: Math.max(1, Math.ceil(deadline - performance.now())) }),
  })

const boundsOf = (options: StatementOptions | undefined, action: string): Bounds => ({
  signal: options?.signal,
  deadline:
    options?.timeout === undefined
      ? undefined
      : performance.now() + checkMilliseconds(options.timeout, `${action} with timeout`),
})
