import { HoldfastError } from '../errors.ts'

/** The error of a caller who gave up while others did the work. */
export const givenUp = (signal: AbortSignal, action: string): HoldfastError => {
  const timedOut = (signal.reason as { name?: unknown } | undefined)?.name === 'TimeoutError'
  const why = timedOut ? 'the time allowed has passed' : 'the signal was aborted'
  return new HoldfastError(timedOut ? 'timeout' : 'cancelled', `Cannot ${action}: ${why}`, {
    cause: signal.reason,
  })
}
