import type { StoreCall } from '../door/store-call.ts'
import type { Milliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'

/** What was found under a key at the time of the look. */
export interface Seen<V> {
  /** What may be served, fresh or stale; undefined when there is nothing. */
  readonly value: V | undefined
  readonly isFresh: boolean
  /** False while a load that failed is not to be tried again. */
  readonly mayLoad: boolean
  /** Who loads, or did until it was killed. */
  readonly holder: string | undefined
  /** Whether the holder's lease has not ended. */
  readonly isLeased: boolean
  /** Grows with every claim, and is another after every write: whoever claims says which he has seen. */
  readonly fence: number
}

/** Who wants to load, and what he has seen. */
export interface Claim {
  readonly token: string
  readonly lease: Milliseconds
  /** Of the row that was seen; undefined when there was none. */
  readonly seen: number | undefined
  /** Whether a lease of somebody else keeps him away. */
  readonly waits: boolean
}

/** How long something is fresh and then stale; null is for ever. */
export interface Life {
  readonly ttl: Milliseconds | null
  readonly grace: Milliseconds
}

/**
 * Where loaded values go. Each call is atomic, judges by the time of its own statement, and gets a checked, encoded key. A claim belongs to its token
 * until the key is written or invalidated, or claimed by another: from then on what is stored with the token is refused.
 */
export interface LoadStorage<V> {
  /** Tokens and jitter. */
  random(bytes: number): Uint8Array
  /** The time to count with in this process: monotonic, unless a clock was injected. Milliseconds. */
  elapsed(): number
  look(key: string, call: StoreCall): MaybePromise<Seen<V> | undefined>
  /** Whether it is granted: what was seen still stands, and nobody else's lease runs. */
  claim(key: string, claim: Claim, call: StoreCall): Promise<boolean>
  /** Whether the token still has it. */
  extend(key: string, token: string, lease: Milliseconds, call: StoreCall): Promise<boolean>
  /** Stores the value and ends the claim. Whether the token still had it. */
  fill(key: string, token: string, value: V, life: Life, call: StoreCall): Promise<boolean>
  /** Ends the claim of a load that failed; none is tried for `backoff` where there is a stale value. */
  fail(key: string, token: string, backoff: Milliseconds, call: StoreCall): Promise<void>
  /** Ends the claim of a load that found nothing, and removes what was there. */
  drop(key: string, token: string, call: StoreCall): Promise<void>
  /** Calls `wake` when a key may have changed by this database; returns how to stop. */
  onChange(wake: () => void): () => void
}
