import { HoldfastError } from '../errors.ts'
import { enter, refuseInsideTransaction } from './context.ts'
import type { Engine } from './engine.ts'
import { givenUp, refuseIfGivenUp } from './given-up.ts'
import { pause } from './pause.ts'
import type { TransactionMode } from './transaction-mode.ts'
import { TransactionScope } from './transaction-scope.ts'

type Body<R> = (scope: TransactionScope) => Promise<R>

const action = 'run the transaction'

/** What a transaction costs, in reads. */
const unitsOfTransaction = 16

/** Runs the body in a transaction of its own, again after a retryable failure, and then what waits for the commit. */
export async function runTransaction<R>(engine: Engine, mode: TransactionMode, body: Body<R>): Promise<R> {
  refuseInsideTransaction(engine, action)
  engine.refuseNewWork(action)
  return engine.track(attempts(engine, mode, body))
}

/** Runs the body in a savepoint: what it did joins the outer transaction, or is undone alone. */
export async function runNested<R>(
  outer: TransactionScope,
  mode: TransactionMode,
  body: Body<R>,
): Promise<R> {
  outer.check('begin a nested transaction')
  refuseIfGivenUp(mode.signal, 'begin a nested transaction')
  return outer.track(async () => {
    const scope = outer.nest(mode)
    try {
      const value = await runScope(scope, body)
      outer.state.adopt(scope.state)
      outer.afterCommits.push(...scope.afterCommits)
      return value
    } finally {
      outer.state.release()
    }
  })
}

async function attempts<R>(engine: Engine, mode: TransactionMode, body: Body<R>): Promise<R> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptOnce(engine, mode, body)
    } catch (error) {
      if (attempt >= mode.retries || !asksForRetry(error)) throw error
      engine.log('info', 'retry', 'runs the transaction again', { 'error.type': error.code })
      await pause(attempt, engine.environment.random, mode.signal, action)
    }
  }
}

/** Someone else's wait was long enough already: it is not begun again. */
const asksForRetry = (error: unknown): error is HoldfastError =>
  error instanceof HoldfastError && error.retryable && error.code !== 'busy' && error.code !== 'overloaded'

async function attemptOnce<R>(engine: Engine, mode: TransactionMode, body: Body<R>): Promise<R> {
  const breath = engine.loop.turn(unitsOfTransaction)
  if (breath !== undefined) await breath
  refuseIfGivenUp(mode.signal, action)
  if (!mode.readOnly) await engine.gate.enter({ timeout: mode.acquireTimeout, signal: mode.signal }, action)
  const scope = new TransactionScope(engine, engine.state, mode)
  engine.transactions.add(scope)
  let value: R
  try {
    engine.refuseStep(action)
    value = await runScope(scope, body)
    if (!mode.readOnly) engine.state.adopt(scope.state)
  } catch (error) {
    engine.log('debug', 'transaction', 'rolled back', { 'error.type': nameOf(error) })
    throw error
  } finally {
    scope.end()
    engine.transactions.delete(scope)
    engine.state.release()
    if (!mode.readOnly) engine.gate.leave()
  }
  engine.pulse.beat()
  engine.log('debug', 'transaction', 'committed')
  for (const effect of scope.afterCommits) await runAfterCommit(engine, effect)
  return value
}

async function runScope<R>(scope: TransactionScope, body: Body<R>): Promise<R> {
  const { timeout, signal } = scope.mode
  const abort = (): void => {
    if (signal !== undefined) scope.stop(givenUp(signal, action))
  }
  const late = (): void => {
    scope.stop(
      new HoldfastError(
        'timeout',
        `Cannot ${action}: it took longer than the ${timeout} ms that were allowed`,
      ),
    )
  }
  // It may have been aborted during the wait for the writer.
  refuseIfGivenUp(signal, action)
  const timer = timeout === undefined ? undefined : setTimeout(late, timeout)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    const value = await Promise.race([enter(scope, async () => body(scope)), scope.stopped])
    await scope.settle()
    scope.finish()
    return value
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    scope.end()
  }
}

async function runAfterCommit(engine: Engine, effect: () => void | Promise<void>): Promise<void> {
  try {
    await effect()
  } catch (error) {
    engine.log('error', 'transaction', 'an action after the commit failed', { 'error.type': nameOf(error) })
  }
}

const nameOf = (error: unknown): string =>
  error instanceof HoldfastError ? error.code : error instanceof Error ? error.name : 'unknown'
