import { setTimeout as sleep } from 'node:timers/promises'
import { HoldfastError } from '../errors.ts'

/** The first pause is up to this long, and each further one up to twice the last. Milliseconds. */
const firstPause = 2
const longestPause = 200

/** Whether the failure that ended the transaction, or what its callback threw, asks for the whole to be run again. */
export const asksForRetry = (error: unknown, recorded: HoldfastError | undefined): boolean =>
  [error, recorded, recorded?.cause].some(
    // A wait that was long enough already is not begun again.
    (cause) =>
      cause instanceof HoldfastError &&
      cause.retryable &&
      cause.code !== 'busy' &&
      cause.code !== 'overloaded',
  )

/**
 * Waits before attempt `attempt` (from 0): exponential back-off with full jitter, which spreads rivals best
 * (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export const pause = (
  attempt: number,
  random: (bytes: number) => Uint8Array,
  signal?: AbortSignal,
): Promise<void> => {
  const ceiling = Math.min(longestPause, firstPause * 2 ** attempt)
  const share = ((random(1)[0] ?? 0) + 1) / 256
  return sleep(ceiling * share, undefined, signal === undefined ? {} : { signal })
}
