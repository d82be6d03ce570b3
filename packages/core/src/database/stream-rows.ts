import { HoldfastError } from '../errors.ts'
import type { Connection, Wait } from './driver.ts'
import { givenUp, toError } from './failure.ts'
import type { Bounds } from './interruptible.ts'
import { PagedIterator, type Page } from './paged-iterator.ts'
import { RootExecutor } from './root-executor.ts'
import type { Result, RowPage, Statement } from './statement.ts'
import type { TransactionExecutor } from './transaction-executor.ts'

/** How the rows of a result are read; asked once, at the first page. */
export type ReadRows<R> = (page: RowPage) => (row: Result['rows'][number]) => R

export interface Streaming<R> extends Bounds {
  readonly statement: Statement
  readonly read: ReadRows<R>
  readonly chunk: number
  readonly action: string
}

/** Rows one by one in flat memory. The connection is taken at the first row and freed when the loop is left. */
export const streamRows = <R>(
  executor: RootExecutor | TransactionExecutor,
  streaming: Streaming<R>,
): AsyncIterableIterator<R, void, undefined> =>
  new PagedIterator<R>(
    executor instanceof RootExecutor
      ? fromDatabase(executor, streaming)
      : fromTransaction(executor, streaming),
  )

async function* fromDatabase<R>(
  executor: RootExecutor,
  streaming: Streaming<R>,
): AsyncGenerator<Page<R>, void, undefined> {
  const { action, statement, signal, deadline } = streaming
  executor.check(action)
  const { connections, driver } = executor.engine
  const wait: Partial<Wait> = deadline === undefined ? { signal } : { signal, deadline }
  const route = await executor.route(statement.text, action)
  const lease = await connections.lease(route, wait, action, executor.tenancy)
  let isLost = false
  try {
    const source = lease.connection.stream(statement, streaming.chunk)
    yield* rowsOf<R>(lease.connection, source, streaming, () => connections.check())
  } catch (error) {
    const failure = error instanceof TypeError ? error : toError(driver, error, 'statement', action)
    isLost = failure instanceof HoldfastError && failure.code === 'connection-lost'
    throw failure
  } finally {
    await lease.end({ broken: isLost || lease.connection.inTransaction })
  }
}

/** Counts as an unfinished statement until the loop is left, and ends with the transaction. */
async function* fromTransaction<R>(
  executor: TransactionExecutor,
  streaming: Streaming<R>,
): AsyncGenerator<Page<R>, void, undefined> {
  const { action, statement, chunk } = streaming
  const { scope } = executor
  await scope.open(action)
  const { connection, driver } = scope.line
  const source = connection.stream(statement, chunk)[Symbol.asyncIterator]()
  let finish!: () => void
  void scope.track(action, () => new Promise<void>((resolve) => (finish = resolve)))
  const close = async (): Promise<void> => void (await source.return?.())
  scope.streams.add(close)
  try {
    yield* rowsOf<R>(connection, { [Symbol.asyncIterator]: () => source }, streaming, () =>
      scope.checkOpen(action),
    )
  } catch (error) {
    const failure = error instanceof TypeError ? error : toError(driver, error, 'statement', action)
    if (!(error instanceof HoldfastError) && failure instanceof HoldfastError) scope.fail(failure)
    throw failure
  } finally {
    scope.streams.delete(close)
    finish()
  }
}

/** `check` throws when the stream may not go on, although its source does or has been closed from outside. */
async function* rowsOf<R>(
  connection: Connection,
  source: ReturnType<Connection['stream']>,
  { read, signal, deadline, action }: Streaming<R>,
  check: () => void,
): AsyncGenerator<Page<R>, void, undefined> {
  let stopped = false
  const stop = (): void => {
    stopped = true
    // The stream itself reports what becomes of it.
    void connection.interrupt?.().catch(() => undefined)
  }
  const refuse = (): void => {
    check()
    if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
    if (stopped || (deadline !== undefined && performance.now() > deadline)) {
      throw new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`)
    }
  }
  signal?.addEventListener('abort', stop, { once: true })
  const timer =
    deadline === undefined
      ? undefined
      : setTimeout(stop, Math.max(0, Math.ceil(deadline - performance.now())) + 1)
  try {
    refuse()
    let readRow: ReturnType<ReadRows<R>> | undefined
    for await (const page of source) {
      readRow ??= read(page)
      const decode = readRow
      const { rows } = page
      yield {
        rows,
        item: (index) => {
          refuse()
          return decode(rows[index]!)
        },
      }
    }
    refuse()
  } catch (error) {
    if (!(error instanceof HoldfastError)) refuse()
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
