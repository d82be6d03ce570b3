import { HoldfastError } from '../../errors.ts'

/** Throws `cancelled`, or `timeout` where the signal is that of `AbortSignal.timeout`, once the signal has come. */
export const throwIfStopped = (signal: AbortSignal | undefined, action: string): void => {
  if (signal?.aborted !== true) return
  const isLate = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  throw isLate
    ? new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`, { cause: signal.reason })
    : new HoldfastError('cancelled', `Cannot ${action}: the signal stopped it`, { cause: signal.reason })
}
