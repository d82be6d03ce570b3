import type { StoreCall } from '../door/store-call.ts'
import type {
  Cache,
  CacheOptions,
  CacheStats,
  CacheWriteOptions,
  GetOrSetOptions,
  Loader,
  LoadContext,
  Memoized,
  MemoizeOptions,
} from '../contracts/cache.ts'
import type { Key, OperationOptions } from '../contracts/key-value.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { encodeKey, encodePrefix, wholeRange } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { applySchema } from '../door/schema.ts'
import { checkSignal } from '../door/signal.ts'
import { lifeOf, lifeOptions, loadOptions, planOf, pruneOf, tagsOf } from './cache-options.ts'
import type { CacheStorage, Kept } from './cache-storage.ts'
import { givenUp } from './given-up.ts'
import { Loading } from './loading.ts'
import { roomOf } from './load-room.ts'
import type { LoadPlan } from './load-plan.ts'
import type { Life } from './load-storage.ts'
import { memoize } from './memoize.ts'
import { runLoader } from './run-loader.ts'

/** As many rows as one transaction of a prune removes. */
const pruneBatch = 2_500

/** The contract over whatever keeps the values. */
export class LoadedCache<V> implements Cache<V> {
  readonly #storage: CacheStorage
  readonly #loading: Loading<Kept>
  readonly #valueBytes: number
  readonly #schema: StandardSchema<V> | undefined
  readonly #defaults: CacheOptions<V>
  readonly #name: string

  constructor(
    storage: CacheStorage,
    name: string,
    options: CacheOptions<V> | undefined,
    limits: { readonly valueBytes: number },
  ) {
    checkName(name, 'name of the store', 'open a cache')
    const action = `open cache(${JSON.stringify(name)})`
    checkOptions(options, ['schema', ...loadOptions], action)
    const { schema, ...defaults } = options ?? {}
    if (schema !== undefined && typeof schema['~standard']?.validate !== 'function')
      throw new TypeError(`Cannot ${action}: the schema must be a Standard Schema`)
    planOf(defaults, storage.random.bind(storage), action)
    this.#storage = storage
    this.#loading = new Loading(storage, roomOf(storage.database, storage.lane))
    this.#valueBytes = limits.valueBytes
    this.#schema = schema
    this.#defaults = defaults
    this.#name = `cache(${JSON.stringify(name)})`
  }

  async get<T extends V = V>(key: Key, options?: OperationOptions): Promise<T | undefined> {
    const call = this.#call('get a key of', options)
    const found = this.#loading.find(encodeKey(key, call.action), call)
    const kept = found instanceof Promise ? await found : found
    return kept === undefined ? undefined : (this.#value(kept, call.action) as MaybePromise<T>)
  }

  async getMany<T extends V = V>(
    keys: readonly Key[],
    options?: OperationOptions,
  ): Promise<(T | undefined)[]> {
    const call = this.#call('get keys of', options)
    const encoded = keysOf(keys, call.action)
    const seen = encoded.length === 0 ? [] : await this.#storage.lookMany(encoded, call)
    return Promise.all(
      seen.map(async (one) => {
        const kept = this.#loading.count(one)
        return kept === undefined ? undefined : ((await this.#value(kept, call.action)) as T)
      }),
    )
  }

  async set(key: Key, value: V, options?: CacheWriteOptions): Promise<void> {
    const call = this.#call('set a key of', options, [...lifeOptions, 'tags'])
    const encoded = encodeKey(key, call.action)
    const life = lifeOf({ ...this.#defaults, ...options }, this.#random, call.action)
    const tags = tagsOf(options?.tags, call.action)
    const text = this.#text(value, call.action)
    const isPlain = tags.length === 0 && typeof text === 'string'
    await this.#storage.set(encoded, isPlain ? { text } : this.#kept(text, tags, life, call), life, call)
  }

  async delete(key: Key, options?: OperationOptions): Promise<void> {
    const call = this.#call('delete a key of', options)
    await this.#storage.remove([encodeKey(key, call.action)], call)
  }

  async deleteMany(keys: readonly Key[], options?: OperationOptions): Promise<void> {
    const call = this.#call('delete keys of', options)
    const encoded = keysOf(keys, call.action)
    if (encoded.length > 0) await this.#storage.remove([...new Set(encoded)], call)
  }

  async getOrSet<T extends V>(key: Key, loader: Loader<T>, options?: GetOrSetOptions): Promise<T> {
    const call = this.#call('get or load a key of', options, [...loadOptions, 'tags'])
    const encoded = encodeKey(key, call.action)
    if (typeof loader !== 'function') throw new TypeError(`Cannot ${call.action}: give a loader`)
    const plan = planOf({ ...this.#defaults, ...options }, this.#random, call.action)
    const tags = tagsOf(options?.tags, call.action)
    const kept = this.#storage.isTransaction
      ? await this.#loadAlone(encoded, loader, plan, call)
      : await this.#loading.obtain({
          key: encoded,
          plan,
          call,
          load: (context) => this.#load(loader, context, tags, plan, call),
        })
    return (kept === undefined ? undefined : await this.#value(kept, call.action)) as T
  }

  memoize<A extends readonly unknown[], R extends V>(
    fn: (...values: A) => MaybePromise<R>,
    options?: MemoizeOptions<A>,
  ): Memoized<A, R> {
    return memoize<V, A, R>(this, fn, options, [...loadOptions, 'tags'], `memoize with ${this.#name}`)
  }

  async deleteByPrefix(prefix: Key): Promise<number> {
    const call = this.#call('delete a prefix of', undefined)
    return this.#storage.removeRange(encodePrefix(prefix, call.action), call)
  }

  async deleteByTag(tag: string | readonly string[], options?: OperationOptions): Promise<void> {
    const call = this.#call('delete a tag of', options)
    const tags = tagsOf(Array.isArray(tag) ? tag : [tag], call.action)
    if (tags.length > 0) await this.#storage.invalidate(tags, call)
  }

  async clear(): Promise<number> {
    return this.#storage.removeRange(wholeRange, this.#call('clear', undefined))
  }

  async prune(options?: { readonly limit?: number; readonly budget?: number }): Promise<number> {
    const call = this.#call('prune', undefined)
    checkOptions(options, ['limit', 'budget'], call.action)
    const { limit, budget } = pruneOf(options, call.action)
    const end = this.#storage.elapsed() + budget
    let removed = 0
    while (removed < limit) {
      const batch = Math.min(pruneBatch, limit - removed)
      const count = await this.#storage.prune(batch, call)
      removed += count
      if (count < batch || this.#storage.elapsed() >= end) break
    }
    return removed
  }

  stats(): CacheStats {
    return { ...this.#loading.room.counts }
  }

  readonly #random = (bytes: number): Uint8Array => this.#storage.random(bytes)

  /** In a transaction: nobody else could use what it has read, and nobody waits. */
  async #loadAlone<T extends V>(
    key: string,
    loader: Loader<T>,
    { hardTimeout }: LoadPlan,
    call: StoreCall,
  ): Promise<Kept | undefined> {
    const found = await this.#loading.find(key, call)
    if (found !== undefined) return found
    const controller = new AbortController()
    const stop = (): void => controller.abort(call.signal && givenUp(call.signal, call.action))
    call.signal?.addEventListener('abort', stop, { once: true })
    try {
      const value = await runLoader(loader, controller, hardTimeout, call.action)
      return value === undefined ? undefined : { text: await this.#text(value, call.action) }
    } finally {
      call.signal?.removeEventListener('abort', stop)
    }
  }

  async #load<T extends V>(
    loader: Loader<T>,
    context: LoadContext,
    tags: readonly string[],
    { life }: LoadPlan,
    { action }: StoreCall,
  ): Promise<Kept | undefined> {
    // Before the loader reads: a tag that is invalidated from here on makes its value old.
    const stamps =
      tags.length === 0 ? undefined : await this.#storage.stamps(tags, life, { action, signal: undefined })
    const value = await loader(context)
    return value === undefined ? undefined : { text: await this.#text(value, action), stamps }
  }

  async #kept(
    text: MaybePromise<string>,
    tags: readonly string[],
    life: Life,
    call: StoreCall,
  ): Promise<Kept> {
    const stamps = tags.length === 0 ? undefined : await this.#storage.stamps(tags, life, call)
    return { text: await text, stamps }
  }

  #text(value: V, action: string): MaybePromise<string> {
    if (this.#schema === undefined) return encodeJson(value, this.#valueBytes, action)
    const checked = applySchema(this.#schema, value, action)
    return checked instanceof Promise
      ? checked.then((late) => encodeJson(late, this.#valueBytes, action))
      : encodeJson(checked, this.#valueBytes, action)
  }

  #value({ text }: Kept, action: string): MaybePromise<V> {
    const value = decodeJson(text)
    // Without a schema the type parameter is the caller's word.
    return this.#schema === undefined ? (value as V) : applySchema(this.#schema, value, action)
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} ${this.#name}`
    if (options === undefined) return { action, signal: undefined }
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options.signal, action) }
  }
}

const keysOf = (keys: unknown, action: string): readonly string[] => {
  if (!Array.isArray(keys)) throw new TypeError(`Cannot ${action}: keys must be an array`)
  return keys.map((key: unknown) => encodeKey(key, action))
}
