import type { TransactionOptions } from '../contracts/session.ts'
import type { Lease } from './connections.ts'
import type { BeginMode } from './driver.ts'
import { givenUp } from './failure.ts'
import type { Tracer } from './trace.ts'
import { asksForRetry, pause } from './retry.ts'
import type { RootExecutor } from './root-executor.ts'
import { runScope, stopper } from './transaction.ts'
import { TransactionExecutor } from './transaction-executor.ts'
import { transactionMode, type TransactionMode } from './transaction-options.ts'
import { TransactionScope } from './transaction-scope.ts'

type Body<R> = (inner: TransactionExecutor) => Promise<R>

/** Runs a body in a transaction of its own, again after each failure for which the engine asks that, within bounds. */
export const runTransaction = async <R>(
  root: RootExecutor,
  body: Body<R>,
  options?: TransactionOptions,
): Promise<R> => {
  const { capabilities, tracer } = root.engine
  const mode = transactionMode(options, capabilities)
  for (let attempt = 0; ; attempt++) {
    const attributes = {
      'db.operation.name': 'transaction',
      'holdfast.transaction.isolation': mode.isolation,
      'holdfast.transaction.attempt': attempt,
    }
    const run: Attempt = { scope: undefined }
    try {
      const value = await tracer.transaction(attributes, () => attemptOnce(root, body, mode, run))
      await runAfterCommits(root, run.scope)
      return value
    } catch (error) {
      if (attempt >= mode.retries || !asksForRetry(error, run.scope?.failure)) throw error
      tracer.log('info', 'retry', 'runs the transaction again', {
        ...attributes,
        'error.type': run.scope?.failure?.code ?? 'unknown',
      })
      await waitToRetry(root, attempt, mode)
    }
  }
}

/** What a transaction costs, in reads. */
const unitsOfTransaction = 16

export interface Attempt {
  scope: TransactionScope | undefined
}

const attemptOnce = async <R>(
  root: RootExecutor,
  body: Body<R>,
  mode: TransactionMode,
  run: Attempt,
): Promise<R> => {
  const { connections, loop } = root.engine
  const wait = { deadline: performance.now() + mode.acquireTimeout, signal: mode.signal }
  const breath = loop?.turn(unitsOfTransaction)
  if (breath !== undefined) await breath
  if (mode.signal?.aborted === true) throw givenUp(mode.signal, 'begin a transaction', 'not-applied')
  const lease = await connections.lease(
    mode.readOnly ? 'read' : 'write',
    wait,
    'begin a transaction',
    root.tenancy,
  )
  return runOnLease(root, lease, body, mode, run)
}

/** What only the owner of the whole database asks for. */
export interface Extent extends Pick<BeginMode, 'lockTimeout' | 'rebuilds'> {
  readonly keepsLease?: boolean
  /** Who tells of its statements, in place of the engine's own. */
  readonly tracer?: Tracer
}

/** One attempt on a connection that is held; it is given back at the end unless `keepsLease`. */
export const runOnLease = async <R>(
  root: RootExecutor,
  lease: Lease,
  body: Body<R>,
  mode: TransactionMode,
  run: Attempt,
  extent: Extent = {},
): Promise<R> => {
  const { driver, capabilities, running, loop } = root.engine
  const { connection } = lease
  const { keepsLease = false, tracer = root.engine.tracer, ...more } = extent
  const begin = connection.begin({
    isolation: mode.isolation,
    readOnly: mode.readOnly,
    statementTimeout: mode.timeout,
    ...more,
  })
  const scope = new TransactionScope({
    owner: root.engine,
    connection,
    driver,
    tracer,
    savepoints: capabilities.savepoints,
    begin,
    loop,
  })
  run.scope = scope
  const { stop, stopWith, cancel } = stopper(scope, mode.timeout, mode.signal)
  running.add(stopWith)
  try {
    return await runScope(scope, () => body(new TransactionExecutor(root, scope, mode, root.ns)), stop)
  } finally {
    cancel()
    running.delete(stopWith)
    const broken = connection.inTransaction || scope.failure?.code === 'connection-lost'
    if (!keepsLease) await lease.end({ broken })
  }
}

const waitToRetry = async (
  root: RootExecutor,
  attempt: number,
  { signal }: TransactionMode,
): Promise<void> => {
  try {
    await pause(attempt, (bytes) => root.random(bytes), signal)
  } catch (error) {
    throw signal?.aborted === true ? givenUp(signal, 'run the transaction again', 'not-applied') : error
  }
}

const runAfterCommits = async (root: RootExecutor, scope: TransactionScope | undefined): Promise<void> => {
  for (const action of scope?.afterCommits ?? []) {
    try {
      await action()
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown'
      root.engine.tracer.log('error', 'transaction', 'an action after the commit failed', {
        'error.type': name,
      })
    }
  }
}
