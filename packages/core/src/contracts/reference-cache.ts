import type { LoadContext } from './cache.ts'
import type { Milliseconds } from './environment.ts'
import type { MaybePromise } from './maybe-promise.ts'
import type { StandardSchema } from './standard-schema.ts'

export interface ReferenceOptions<Loaded, Valid, Built> {
  /** Gives everything, as from a file, a table or a service. */
  readonly load: (context: LoadContext) => MaybePromise<Loaded>
  /** Checks it; its output goes on. What it refuses is a failed load. */
  readonly validate?: StandardSchema<Valid>
  /** Makes of it what readers want, as maps by key. */
  readonly build?: (value: Valid) => MaybePromise<Built>
  /** Loads again this long after a load has ended. Default: never. */
  readonly refreshEvery?: Milliseconds
  /** Loads again at each value of an iterable, as that of `KeyValue.watch`, or whenever the function given calls its argument; it returns how to stop. */
  readonly refreshOn?: AsyncIterable<unknown> | ((changed: () => void) => () => void)
  /** The longest a load may take before it has failed, with `timeout`. Default: no limit. */
  readonly hardTimeout?: Milliseconds
}

/** One version, whole. It never changes. */
export interface Reference<T> {
  /** Of this cache: 1 for the first, and one more for each that took its place. */
  readonly version: number
  readonly loadedAt: Date
  readonly value: T
}

export interface ReferenceState {
  readonly version: number
  readonly loadedAt: Date
  readonly isLoading: boolean
  /** Of the last load, or of `refreshOn`, when it failed: the version is an older one then. */
  readonly error: unknown
  readonly failedAt: Date | undefined
}

/**
 * Reference data in the memory of this process: loaded, checked and built as a whole, then put in place of the last version in one step. Plain
 * objects, arrays, maps and sets in it are frozen, all the way down; instances of classes as far as their properties go. Bytes and dates cannot be.
 * Earlier versions are let go as soon as nobody holds them.
 */
export interface ReferenceCache<T> extends AsyncDisposable {
  /** The newest version's value. Keep it in a variable for as long as what is read must belong together. */
  readonly current: T
  snapshot(): Reference<T>
  /** Tells when the newest was loaded, and whether an attempt to replace it has failed since. */
  state(): ReferenceState
  /**
   * Loads what is there now or later, and resolves with that version. One load runs at a time: all who ask while it runs share the next one.
   * Rejects with the error of a load that failed; the version before stays.
   */
  refresh(): Promise<Reference<T>>
  /** Stops timers and listening, and aborts a load that runs. It does not wait for an iterable that is still waiting for its next value. What was read stays readable. */
  dispose(): Promise<void>
}
