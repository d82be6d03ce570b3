import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { HoldfastError } from '../errors.ts'
import type { Connection, Driver } from './driver.ts'
import { givenUp, toError } from './failure.ts'

/** How a lone statement may be given up. */
export interface Bounds {
  readonly signal?: AbortSignal | undefined
  /** On the scale of `performance.now()`. */
  readonly deadline?: number | undefined
}

/**
 * Runs work that is alone on its connection, and stops it on the server when the caller gives up. The work's own error
 * tells that it was stopped; its success stands, however late.
 */
export const interruptible = <R>(
  driver: Driver,
  connection: Connection,
  { signal, deadline }: Bounds,
  action: string,
  run: () => MaybePromise<R>,
): MaybePromise<R> => {
  if (signal === undefined && deadline === undefined) return run()
  if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
  const result = run()
  if (!(result instanceof Promise) || connection.interrupt === undefined) return result
  return watch(driver, connection, { signal, deadline }, action, result)
}

const watch = async <R>(
  driver: Driver,
  connection: Connection,
  { signal, deadline }: Bounds,
  action: string,
  result: Promise<R>,
): Promise<R> => {
  let stopped: 'signal' | 'deadline' | undefined
  let interrupting: Promise<unknown> | undefined
  const stop = (why: 'signal' | 'deadline'): void => {
    stopped ??= why
    interrupting ??= connection.interrupt!().catch((error: unknown) => error)
  }
  const onAbort = (): void => stop('signal')
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer =
    deadline === undefined
      ? undefined
      : // A timer counts whole milliseconds from a whole one: without one more it fires before its time.
        setTimeout(() => stop('deadline'), Math.max(0, Math.ceil(deadline - performance.now())) + 1)
  try {
    return await result
  } catch (error) {
    const failure = toError(driver, error, 'statement', action)
    if (stopped === undefined || !['cancelled', 'timeout', 'connection-lost'].includes(failure.code))
      throw failure
    if (stopped === 'signal') throw givenUp(signal!, action, failure.outcome)
    throw new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`, {
      outcome: failure.outcome,
      cause: error,
    })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    await interrupting
  }
}
