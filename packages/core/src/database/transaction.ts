import { HoldfastError } from '../errors.ts'
import { currentScope, leaveScope, runInScope, type Scope } from './context.ts'
import { failureToError, givenUp, toError } from './failure.ts'
import { traceRiders } from './trace-flush.ts'
import { statementsIn, type Leading } from './unawaited.ts'
import { statement, type Result, type Settled } from './statement.ts'
import type { TransactionScope } from './transaction-scope.ts'

/** Runs a body in a scope, then commits or rolls back. Resolves with the body's value after the commit. */
export const runScope = async <R>(
  scope: TransactionScope,
  body: () => Promise<R>,
  stop: Promise<never>,
): Promise<R> => {
  try {
    const running = runInScope(chained(scope), async () => body())
    const value = await Promise.race([running, stop])
    await Promise.race([scope.unawaited.settle(), stop])
    if (scope.hasPending) throw unfinished()
    if (scope.failure !== undefined) throw scope.refusal ?? abortedAtCommit(scope.failure)
    scope.end()
    await (scope.parent === undefined ? commit(scope) : release(scope, scope.parent))
    return value
  } catch (error) {
    scope.end()
    await Promise.allSettled([...scope.streams].map((close) => close()))
    await (scope.parent === undefined ? rollback(scope) : rollbackToSavepoint(scope, scope.parent, error))
    throw scope.stoppedBy ?? error
  } finally {
    leaveScope()
  }
}

/** The scope as a link of the caller's chain: a transaction of another database around this one stays visible. */
const chained = (scope: TransactionScope): Scope => {
  const around = currentScope()
  if (around === scope.parent) return scope
  return {
    owner: scope.owner,
    get isActive() {
      return scope.isActive
    },
    parent: around,
  }
}

const commit = async (scope: TransactionScope): Promise<void> => {
  const leading = scope.leaving()
  if (!scope.hasBegun) return
  const { connection, driver, tracer } = scope.line
  const { token } = connection
  if (token === undefined) {
    if (leading.length > 0) {
      const answers = await connection.pipeline(statementsIn(leading))
      traceRiders(tracer, leading, answers)
      refuseIfLed(scope, leading, answers)
    }
    try {
      if (scope.closing !== undefined) await connection.execute(scope.closing)
      await connection.execute(statement('COMMIT'))
    } catch (error) {
      throw failed(scope, error)
    }
    return
  }
  const answers = await connection.pipeline([...statementsIn(leading), token, statement('COMMIT')])
  traceRiders(tracer, leading, answers)
  const [told, done] = answers.slice(leading.length) as [Settled<Result>, Settled<Result>]
  if (done.ok) return
  const failure = driver.failure(done.error, 'commit')
  if (failure.ends !== 'connection') refuseIfLed(scope, leading, answers)
  if (failure.ends !== 'connection') throw failed(scope, done.error)
  const value = told.ok ? told.value.rows[0]?.[0] : undefined
  const hasWritten = !told.ok || typeof value === 'string'
  const fate = !hasWritten ? 'aborted' : typeof value === 'string' ? await driver.settle?.(value) : 'unknown'
  if (fate === 'committed') return
  const outcome = fate === 'aborted' ? 'not-applied' : 'unknown'
  throw remembered(
    scope,
    failureToError({ ...failure, outcome, retryable: outcome === 'not-applied' }, done.error, action),
  )
}

/** Throws what the riders of the commit were refused with. */
const refuseIfLed = (
  scope: TransactionScope,
  leading: readonly Leading[],
  answers: readonly Settled<Result>[],
): void => {
  const ahead = scope.failureAhead(leading, answers, action)
  if (ahead !== undefined) throw scope.refusal ?? ahead.error
}

const rollback = async (scope: TransactionScope): Promise<void> => {
  const { connection } = scope.line
  if (!scope.hasBegun || !connection.inTransaction) return
  // A rollback that fails leaves the connection in a transaction, and such a connection is not used again.
  await Promise.resolve(connection.pipeline([statement('ROLLBACK')]))
}

const release = async (scope: TransactionScope, parent: TransactionScope): Promise<void> => {
  parent.afterCommits.push(...scope.afterCommits)
  parent.unawaited.adopt(scope.unawaited)
  if (!scope.hasBegun || !scope.line.savepoints) return
  await parent.execute(statement(`RELEASE SAVEPOINT ${scope.savepoint}`), 'release a savepoint')
}

const rollbackToSavepoint = async (
  scope: TransactionScope,
  parent: TransactionScope,
  error: unknown,
): Promise<void> => {
  if (!scope.hasBegun || parent.failure !== undefined) return
  if (!scope.line.savepoints) {
    const words =
      'Cannot commit: a nested transaction failed, and this backend has no savepoints to undo it alone'
    return parent.fail(new HoldfastError('aborted', words, { cause: scope.failure ?? error }))
  }
  const { savepoint } = scope
  const undone = await scope.line.connection.pipeline([
    statement(`ROLLBACK TO SAVEPOINT ${savepoint}`),
    statement(`RELEASE SAVEPOINT ${savepoint}`),
  ])
  for (const result of undone)
    if (!result.ok)
      parent.fail(toError(scope.line.driver, result.error, 'statement', 'roll back to a savepoint'))
}

const action = 'commit the transaction'

const failed = (scope: TransactionScope, error: unknown): HoldfastError =>
  remembered(scope, toError(scope.line.driver, error, 'commit', action))

const remembered = (scope: TransactionScope, error: HoldfastError): HoldfastError => {
  scope.fail(error)
  return error
}

const unfinished = (): TypeError =>
  new TypeError(
    'Cannot commit: the callback returned while a statement was still running; await every call of tx',
  )

const abortedAtCommit = (failure: HoldfastError): HoldfastError =>
  failure.code === 'aborted'
    ? failure
    : new HoldfastError(
        'aborted',
        `Cannot commit: a statement of the transaction failed (${failure.code}), so it was rolled back`,
        {
          cause: failure,
        },
      )

export interface Stopper {
  /** Rejects when the transaction is stopped. */
  readonly stop: Promise<never>
  /** Stops it now, for a reason of its own. */
  stopWith(error: HoldfastError): void
  cancel(): void
}

/** Rejects when the time is up or the caller gives up, and makes the scope rollback-only; `cancel` must be called. */
export const stopper = (
  scope: TransactionScope,
  timeout: number,
  signal: AbortSignal | undefined,
): Stopper => {
  let stopWith!: (error: HoldfastError) => void
  const stop = new Promise<never>((_, reject) => {
    stopWith = (error) => {
      scope.stoppedBy = error
      scope.fail(error)
      const interrupted = scope.hasPending ? scope.line.connection.interrupt?.() : undefined
      if (interrupted === undefined) return reject(error)
      void interrupted.then(
        () => reject(error),
        () => reject(error),
      )
    }
  })
  stop.catch(() => undefined)
  const onAbort = (): void => stopWith(givenUp(signal!, 'run the transaction', 'not-applied'))
  const timer = setTimeout(() => {
    stopWith(
      new HoldfastError(
        'timeout',
        `Cannot run the transaction: it took longer than the ${timeout} ms allowed`,
      ),
    )
  }, timeout)
  signal?.addEventListener('abort', onAbort, { once: true })
  // It may have aborted while the connection was waited for, and then it does not tell again.
  if (signal?.aborted === true) onAbort()
  return {
    stop,
    stopWith,
    cancel: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
