import type { Milliseconds } from './environment.ts'
import type { Key, OperationOptions } from './key-value.ts'
import type { MaybePromise } from './maybe-promise.ts'
import type { StandardSchema } from './standard-schema.ts'

/** How long what is written lives. */
export interface LifeOptions {
  /** It is fresh for this long. `null`, the default, is until it is invalidated. */
  readonly ttl?: Milliseconds | null
  /** After `ttl` it is stale for this long: served when a load is slow or fails, and never otherwise. Default 0. */
  readonly grace?: Milliseconds
  /** The share of `ttl`, from 0 to 1, by which it is shortened at random, so that what was written together does not end together. Default 0. */
  readonly jitter?: number
}

export interface CacheWriteOptions extends LifeOptions, OperationOptions {
  /** It is gone as soon as one of these is invalidated by `deleteByTag`. At most 64, of 1 to 512 bytes each. */
  readonly tags?: readonly string[]
}

/** How a value is loaded. */
export interface LoadOptions extends LifeOptions {
  /** A caller waits this long for a load where there is a stale value, and gets that; the load goes on. Default: until it is done. 0 does not wait. */
  readonly softTimeout?: Milliseconds
  /** `softTimeout: 0`. */
  readonly staleWhileRevalidate?: boolean
  /** The longest a load may take: its signal aborts and it has failed, with `timeout`. Default: no limit. */
  readonly hardTimeout?: Milliseconds
  /** After a load that failed, the stale value is served for this long before it is tried again. Default 10 000. */
  readonly backoff?: Milliseconds
  /**
   * `cluster`, the default: one load of a key at a time among all processes; the others wait for it. `process`: among the callers of one process, and
   * of several that load at a time the last to begin is kept.
   */
  readonly coordinate?: 'process' | 'cluster'
  /** A process that loads and is killed is taken over after this long. It is extended while the load runs. Default 30 000. */
  readonly lease?: Milliseconds
}

export interface CacheOptions<V> extends LoadOptions {
  /** Checked on every write of a value and on every read. Its output is stored and returned. */
  readonly schema?: StandardSchema<V>
}

export interface GetOrSetOptions extends LoadOptions, OperationOptions {
  readonly tags?: readonly string[]
}

export interface MemoizeOptions<A extends readonly unknown[]> extends Omit<GetOrSetOptions, 'signal'> {
  /** The first part of every key. Default: the name of the function, which must have one. */
  readonly name?: string
  /** The rest of the key. Default: the arguments as JSON, without those at the end that are undefined; beyond 256 characters, the SHA-256 hash of that. */
  readonly key?: (...values: A) => Key
}

/** A function whose results are kept. */
export interface Memoized<A extends readonly unknown[], R> {
  (...values: A): Promise<R>
  /** Forgets the result for these arguments. */
  delete(...values: A): Promise<void>
  /** Forgets every result. */
  clear(): Promise<number>
}

/** What a loader is given. */
export interface LoadContext {
  /** Aborts at the hard timeout, and when every caller has given up. */
  readonly signal: AbortSignal
}

/** Gives the value of a key. `undefined` is "there is none". */
export type Loader<T> = (context: LoadContext) => MaybePromise<T>

/** Counted by this process since the database was opened, over all handles of this cache. The 1 000 caches used last are counted. */
export interface CacheStats {
  /** Fresh values given. */
  readonly hits: number
  /** Calls that found no fresh value. */
  readonly misses: number
  /** Stale values given. */
  readonly stale: number
  /** Loaded values that were stored. */
  readonly fills: number
  /** Loaded values that were not stored, because the key was invalidated or written after the load had begun. */
  readonly discarded: number
  /** Callers who waited for a load that another had begun, in this process or in another one. */
  readonly waits: number
  /** Loads that failed. */
  readonly errors: number
}

/**
 * Values by key with a time to live, kept in the database: every process sees the same ones, and what a transaction writes or invalidates shows
 * exactly at its commit. Values are JSON, as in `KeyValue`; `null`, `false`, `0` and `''` are values. What is read is a fresh copy.
 *
 * What was loaded never overwrites what was written, and never survives what was invalidated, after its load had begun. Who calls after an
 * invalidation has resolved is given nothing older.
 */
export interface Cache<V = unknown> {
  /** The fresh value, or `undefined`. One indexed read; where the engine's joins use no index, one more for a value with tags. */
  get<T extends V = V>(key: Key, options?: OperationOptions): Promise<T | undefined>
  /** Fresh values in the order of `keys`, from one snapshot. */
  getMany<T extends V = V>(keys: readonly Key[], options?: OperationOptions): Promise<(T | undefined)[]>
  /** One write; with tags one read before it, and one write for tags that are new. */
  set(key: Key, value: V, options?: CacheWriteOptions): Promise<void>
  delete(key: Key, options?: OperationOptions): Promise<void>
  /** All or none. */
  deleteMany(keys: readonly Key[], options?: OperationOptions): Promise<void>
  /**
   * The fresh value, or what `loader` gives, which is then stored. Of all callers of a key at a time one loads (see `coordinate`); the others wait
   * for it. An error of the loader reaches every caller who waits and is not stored; where there is a stale value they get that. A loader that gives
   * `undefined` says that there is no value: nothing is stored, a stale value is removed, and the callers get `undefined`. One that asks for its own key,
   * by whatever way, gets a `TypeError`: it would wait for itself.
   *
   * On a transaction it reads with it, and stores nothing that it loads: what a transaction has read may be older than an invalidation that was
   * committed since. Use `set` there.
   *
   * A hit is one read, as `get`. A miss is that and two writes: one to say who loads, whose commit need not wait for the disk, and one to store; with
   * tags one or two statements more. A process
   * that waits for another one looks every 10 to 100 ms.
   */
  getOrSet<T extends V>(key: Key, loader: Loader<T>, options?: GetOrSetOptions): Promise<T>
  /** The function with its results kept by `getOrSet`. */
  memoize<A extends readonly unknown[], R extends V>(
    fn: (...values: A) => MaybePromise<R>,
    options?: MemoizeOptions<A>,
  ): Memoized<A, R>
  /**
   * Deletes every key that begins with `prefix`, in which no character means another; see `KeyValue.list` for tuples. The number of values, with those
   * that only a tag had invalidated.
   */
  deleteByPrefix(prefix: Key): Promise<number>
  /** Invalidates everything that was written with this tag, or one of these: one write a tag, however many values have it. */
  deleteByTag(tag: string | readonly string[], options?: OperationOptions): Promise<void>
  /** Deletes everything. The number of values. */
  clear(): Promise<number>
  /**
   * Removes up to `limit` (default 10 000) entries that can never be given again because of their time, in batches, until `budget` milliseconds
   * (default 1 000) have passed: it is looked at after each batch. The number removed.
   */
  prune(options?: { readonly limit?: number; readonly budget?: Milliseconds }): Promise<number>
  stats(): CacheStats
}
