import type { Milliseconds } from './environment.ts'
import type { StandardSchema } from './standard-schema.ts'

/**
 * A key: a string, or a tuple of strings. A tuple sorts element by element and never collides with another tuple, so no
 * separator can be smuggled in. A one-element tuple is the string. Keys compare as UTF-8 bytes on every engine.
 */
export type Key = string | readonly [string, ...string[]]

/** Changes with every write of an entry and is never used again, not even after a delete. Opaque. */
export type Version = string

export interface Entry<V> {
  readonly key: Key
  readonly value: V
  readonly version: Version
  readonly createdAt: Date
  readonly updatedAt: Date
  /** From this instant on the entry does not exist. */
  readonly expiresAt?: Date
}

export interface KeyValueOptions<V> {
  /** Checked on every write of a value, and on every read of this handle. Its output is stored and returned. `increment` is not checked. */
  readonly schema?: StandardSchema<V>
  /** The `ttl` of every write that names none. */
  readonly ttl?: Milliseconds
}

export interface OperationOptions {
  /**
   * Gives up: a queued operation is taken back and throws `cancelled`; one already sent alone is stopped where the engine
   * can; one sent together with others throws `cancelled` with the outcome `unknown`, and goes on. A signal made by
   * `AbortSignal.timeout` gives `timeout` in place of `cancelled`.
   */
  readonly signal?: AbortSignal
}

export interface WriteOptions extends OperationOptions {
  /** The entry stops existing this many milliseconds after the write. `null` keeps it for ever. A whole number ≥ 1. */
  readonly ttl?: Milliseconds | null
}

export interface ConditionalWriteOptions extends WriteOptions {
  /** Write only if there is no entry. */
  readonly ifAbsent?: true
  /** Write only if the entry still has this version. */
  readonly ifVersion?: Version
}

export interface DeleteOptions extends OperationOptions {
  /** Delete only if the entry still has this version. */
  readonly ifVersion?: Version
}

export type Stored = { readonly ok: true; readonly version: Version }
/** `ok: false`: the condition did not hold, and nothing was written. */
export type SetResult = Stored | { readonly ok: false }

/** What `list` reads. A string prefix matches the beginning of a key, a tuple prefix its first elements. */
export interface ListOptions {
  readonly prefix?: Key
  /** The first key, inclusive. */
  readonly start?: Key
  /** The end, exclusive. */
  readonly end?: Key
  readonly reverse?: boolean
  /** At least 1. Default: no limit. */
  readonly limit?: number
  /** Where an earlier listing with the same selection stopped. */
  readonly cursor?: string
}

/** Entries in key order. Each page is read when it is needed: outside a transaction it is not one snapshot. */
export interface Listing<V> extends AsyncIterable<Entry<V>> {
  /** The position after the last entry that was yielded; `undefined` before the first. */
  readonly cursor: string | undefined
}

export interface WatchOptions {
  readonly signal?: AbortSignal
  /** How often changes by other processes are looked for. Default 1 000. Changes by this database show at once. */
  readonly interval?: Milliseconds
}

/** Checks and changes that happen together or not at all. Each key may be changed once. */
export interface Atomic<V> {
  /** Requires this version; `undefined` requires that there is no entry. */
  check(key: Key, version: Version | undefined): Atomic<V>
  set(key: Key, value: V, options?: WriteOptions): Atomic<V>
  delete(key: Key): Atomic<V>
  increment(key: Key, by?: number): Atomic<V>
  /** Runs it. With `ok: false` nothing was written, and `failed` holds the keys whose check did not hold. */
  commit(): Promise<AtomicResult>
}

export type AtomicResult =
  | { readonly ok: true; readonly version: Version }
  | { readonly ok: false; readonly failed: readonly Key[] }

/**
 * Key-value state. Linearizable per key; an entry is never returned at or after its `expiresAt`, also inside a long
 * transaction; versions are never reused; increments by several processes are never lost. A read sees every write whose
 * promise has resolved. One session's `set`, `delete`, `increment` and `touch` apply in call order, awaited or not; the others
 * (`setMany`, `update`, `atomic`, `deletePrefix`, `clear`, `prune`) are transactions of their own: await what must come before.
 *
 * Values are JSON: `undefined`, `NaN`, dates, class instances, cycles, lone surrogates and U+0000 throw
 * `invalid-value`; `null` is a value, and differs from a missing entry. What is read is a fresh copy.
 * Errors: `invalid-value`, `too-large` (see `limits`), and those of the engine.
 */
export interface KeyValue<V> {
  /** The value, or `undefined` when there is none. One indexed read. */
  get(key: Key, options?: OperationOptions): Promise<V | undefined>
  /** The value with its version and times. */
  entry(key: Key, options?: OperationOptions): Promise<Entry<V> | undefined>
  /** Values in the order of `keys`, from one snapshot; a key may occur twice. */
  getMany(keys: readonly Key[], options?: OperationOptions): Promise<(V | undefined)[]>
  /** The entries of these keys, in their order, from one snapshot. */
  entries(keys: readonly Key[], options?: OperationOptions): Promise<(Entry<V> | undefined)[]>
  has(key: Key, options?: OperationOptions): Promise<boolean>
  /** Creates or replaces. Replacing without `ttl` removes an earlier expiry. */
  set(key: Key, value: V, options?: WriteOptions): Promise<Stored>
  set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult>
  /** All or none. When a key occurs twice the last value wins. */
  setMany(entries: Iterable<readonly [Key, V]>, options?: WriteOptions): Promise<void>
  /**
   * Compare-and-set in a loop: `change` gets the current value and returns the new one; `undefined` leaves it as it is.
   * It may run several times. Resolves with the value that stands. Throws `conflict` after 100 lost races.
   * An expiry is kept unless `ttl` is given here; the handle's `ttl` applies when it creates the entry.
   */
  update(
    key: Key,
    change: (current: V | undefined) => V | undefined | Promise<V | undefined>,
    options?: WriteOptions,
  ): Promise<V | undefined>
  /** Whether there was an entry (of that version) to delete. */
  delete(key: Key, options?: DeleteOptions): Promise<boolean>
  list(options?: ListOptions): Listing<V>
  /** Deletes every key that begins with `prefix`; resolves with the number of entries. An empty prefix is a `RangeError`. */
  deletePrefix(prefix: Key): Promise<number>
  /** Deletes every entry of this store; resolves with their number. */
  clear(): Promise<number>
  /**
   * Adds `by` (default 1) to a whole number, creating it from 0, and resolves with the sum. `ttl` applies when it is created.
   * Throws `out-of-range` beyond ±(2^53 − 1), `invalid-value` if the entry is not a whole number; neither changes anything.
   */
  increment(key: Key, by?: number, options?: WriteOptions): Promise<number>
  atomic(): Atomic<V>
  /** Sets a new time to live from now, or none with `null`. The version does not change. Whether there was an entry. */
  touch(key: Key, ttl: Milliseconds | null, options?: OperationOptions): Promise<boolean>
  /** Removes up to `limit` (default 1 000) entries that have expired, and resolves with their number. */
  prune(options?: { readonly limit?: number }): Promise<number>
  /**
   * Yields the entries of `keys` now and after each change. It shows the latest state, not a log: changes that follow each
   * other quickly are seen as one. It ends when the signal aborts or the database closes.
   */
  watch(keys: readonly Key[], options?: WatchOptions): AsyncIterable<readonly (Entry<V> | undefined)[]>
}
