import type { Columns } from '../contracts/column.ts'
import { HoldfastError } from '../errors.ts'
import type { Connection } from './driver.ts'
import { givenUp, toError } from './failure.ts'
import type { Bounds } from './interruptible.ts'
import { RootExecutor } from './root-executor.ts'
import { rowReader } from './rows.ts'
import type { Statement } from './statement.ts'
import type { TransactionExecutor } from './transaction-executor.ts'

/** Rows one by one in flat memory. The connection is taken at the first row and freed when the loop is left. */
export async function* streamRows<R>(
  executor: RootExecutor | TransactionExecutor,
  statement: Statement,
  columns: Columns | undefined,
  bounds: Bounds & { readonly chunk: number },
  action: string,
): AsyncGenerator<R, void, undefined> {
  if (!(executor instanceof RootExecutor)) {
    await executor.scope.open(action)
    const { connection, driver } = executor.scope.line
    const finish = holdOpen(executor, action)
    try {
      yield* rowsOf<R>(connection, statement, columns, bounds, executor, action)
    } catch (error) {
      const failure = toError(driver, error, 'statement', action)
      if (!(error instanceof HoldfastError)) executor.scope.fail(failure)
      throw failure
    } finally {
      finish()
    }
    return
  }
  executor.check(action)
  const { connections, driver } = executor.engine
  const routed = await driver.route(statement.text)
  const lease = await connections.lease(routed, waitOf(bounds), action)
  let isBroken = true
  try {
    yield* rowsOf<R>(lease.connection, statement, columns, bounds, executor, action)
    isBroken = false
  } catch (error) {
    const failure = error instanceof TypeError ? error : toError(driver, error, 'statement', action)
    isBroken = failure instanceof HoldfastError && failure.code === 'connection-lost'
    throw failure
  } finally {
    // A loop that is left early ends here without an error, and the stream has ended its statement by then.
    await lease.end({ broken: isBroken && lease.connection.inTransaction })
  }
}

const waitOf = ({ signal, deadline }: Bounds): { signal?: AbortSignal; deadline?: number } => ({
  ...(signal === undefined ? {} : { signal }),
  ...(deadline === undefined ? {} : { deadline }),
})

/** Counts the stream as an unfinished statement of its transaction until it is left. */
const holdOpen = (executor: TransactionExecutor, action: string): (() => void) => {
  let finish!: () => void
  void executor.scope.track(action, () => new Promise<void>((resolve) => (finish = resolve)))
  return finish
}

async function* rowsOf<R>(
  connection: Connection,
  statement: Statement,
  columns: Columns | undefined,
  { signal, deadline, chunk }: Bounds & { readonly chunk: number },
  executor: RootExecutor | TransactionExecutor,
  action: string,
): AsyncGenerator<R, void, undefined> {
  let stopped = false
  const stop = (): void => {
    stopped = true
    void connection.interrupt?.().catch(() => undefined)
  }
  const refuse = (): void => {
    if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
    if (deadline !== undefined && performance.now() > deadline) {
      throw new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`)
    }
  }
  signal?.addEventListener('abort', stop, { once: true })
  const timer =
    deadline === undefined ? undefined : setTimeout(stop, Math.max(0, deadline - performance.now()))
  try {
    refuse()
    let read: ReturnType<typeof rowReader> | undefined
    for await (const page of connection.stream(statement, chunk)) {
      read ??= rowReader(page.columns, columns, executor.dialect, action)
      for (const row of page.rows) {
        if (stopped) refuse()
        yield read(row) as R
      }
    }
  } catch (error) {
    if (stopped && !(error instanceof HoldfastError)) refuse()
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
