import { HoldfastError } from '../errors.ts'

/** The error of a caller who gave up; nothing of the call has happened. */
export function givenUp(signal: AbortSignal, action: string): HoldfastError {
  const reason: unknown = signal.reason
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError'
  return isTimeout
    ? new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`, { cause: reason })
    : new HoldfastError('cancelled', `Cannot ${action}: the signal was aborted`, { cause: reason })
}

export function refuseIfGivenUp(signal: AbortSignal | undefined, action: string): void {
  if (signal?.aborted === true) throw givenUp(signal, action)
}
