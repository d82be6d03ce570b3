import type { Milliseconds } from './environment.ts'

/**
 * A right that ends by itself: whoever is killed holds it no longer than its time to live. A holder that comes late (paused, or cut off from the
 * database) is refused wherever the lease is shown: `lease-lost`.
 */
export interface Lease extends AsyncDisposable {
  /**
   * The fencing token: it grows with every grant of this right and never goes back. Hand it to what cannot ask this database, as an object store or a
   * device, which then refuses whatever comes with a smaller one.
   */
  readonly fence: number
  /**
   * Aborts, with a `lease-lost` error as its reason, when the lease was taken away, could not be extended in time, or has run out. Give it to the
   * work, so that it stops. It is a notice and comes by a timer; what must be certain asks the database (see `Locks.confirm`).
   */
  readonly signal: AbortSignal
  /** Lets it end `ttl` from now; without it, the time it was acquired with. Throws `lease-lost` when it has ended already. */
  extend(ttl?: Milliseconds): Promise<void>
  /** Gives it up, and stops extending it. Whether it was still held. A second call does nothing. */
  release(): Promise<boolean>
}
