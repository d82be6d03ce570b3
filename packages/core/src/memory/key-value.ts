import type {
  Atomic,
  ConditionalWriteOptions,
  DeleteOptions,
  Entry,
  Key,
  KeyValue,
  Listing,
  ListOptions,
  OperationOptions,
  SetResult,
  Stored,
  WatchOptions,
  WriteOptions,
} from '../contracts/key-value.ts'
import { checkLimit, checkTtl } from '../door/duration.ts'
import { encodeKey, encodePrefix, type KeyRange, wholeRange } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { MemoryAtomic } from './atomic.ts'
import { callWith } from './call.ts'
import { isMet, writeCondition } from './condition.ts'
import { checkAmount, sumOf } from './increment.ts'
import { MemoryListing } from './listing.ts'
import type { Store } from './store.ts'
import { setManyEntries, ttlOf, update } from './writes.ts'
import { watch } from './watch.ts'

/** The contract over a map: each method is the shortest reading of its promise. */
export class MemoryKeyValue<V> implements KeyValue<V> {
  readonly #store: Store<V>

  constructor(store: Store<V>) {
    this.#store = store
  }

  async get(key: Key, options?: OperationOptions): Promise<V | undefined> {
    return (await this.getMany([key], options))[0]
  }

  async entry(key: Key, options?: OperationOptions): Promise<Entry<V> | undefined> {
    const call = callWith(`read an entry of ${this.#store.name}`, options)
    const encoded = encodeKey(key, call.action)
    return this.#store.scope.operation(call, (steps) => {
      const row = this.#store.look(steps, ({ table, now }) => table.get(encoded, now))
      return row === undefined ? undefined : this.#store.codec.entry(encoded, row, call.action)
    })
  }

  async getMany(keys: readonly Key[], options?: OperationOptions): Promise<(V | undefined)[]> {
    return (await this.entries(keys, options)).map((entry) => entry?.value)
  }

  async entries(keys: readonly Key[], options?: OperationOptions): Promise<(Entry<V> | undefined)[]> {
    const call = callWith(`read from ${this.#store.name}`, options)
    if (!Array.isArray(keys)) throw new TypeError(`Cannot ${call.action}: the keys must be an array`)
    const encoded = Array.from(keys, (key: unknown) => encodeKey(key, call.action))
    return this.#store.scope.operation(call, async (steps) => {
      const rows = this.#store.look(steps, ({ table, now }) => encoded.map((key) => table.get(key, now)))
      return Promise.all(
        rows.map(async (row, index) => row && this.#store.codec.entry(encoded[index]!, row, call.action)),
      )
    })
  }

  async has(key: Key, options?: OperationOptions): Promise<boolean> {
    const call = callWith(`look into ${this.#store.name}`, options)
    const encoded = encodeKey(key, call.action)
    return this.#store.read(call, ({ table, now }) => table.get(encoded, now) !== undefined)
  }

  set(key: Key, value: V, options?: WriteOptions): Promise<Stored>
  set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult>
  async set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult> {
    const store = this.#store
    const call = callWith(`set an entry of ${store.name}`, options, ['ttl', 'ifAbsent', 'ifVersion'])
    const encoded = encodeKey(key, call.action)
    const condition = writeCondition(options, call.action)
    const ttl = store.ttl(ttlOf(options, call.action))
    return store.write(call, store.codec.encode(value, call.action), (moment, text): SetResult => {
      if (!isMet(condition, moment.table.get(encoded, moment.now))) return { ok: false }
      const version = store.scope.engine.nextVersion()
      moment.table.put(encoded, store.row(moment, encoded, { value: text, version, ttl }))
      return { ok: true, version }
    })
  }

  setMany(entries: Iterable<readonly [Key, V]>, options?: WriteOptions): Promise<void> {
    return setManyEntries(this.#store, entries, options)
  }

  update(
    key: Key,
    change: (current: V | undefined) => V | undefined | Promise<V | undefined>,
    options?: WriteOptions,
  ): Promise<V | undefined> {
    return update(this.#store, key, change, options)
  }

  async delete(key: Key, options?: DeleteOptions): Promise<boolean> {
    const call = callWith(`delete an entry of ${this.#store.name}`, options, ['ifVersion'])
    const encoded = encodeKey(key, call.action)
    const condition = writeCondition(options, call.action)
    return this.#store.write(
      call,
      undefined,
      // As an expired entry goes with a plain delete, it goes with one whose version is its own.
      ({ table, now }) => isMet(condition, table.stored(encoded)) && table.remove(encoded, now),
    )
  }

  list(options?: ListOptions): Listing<V> {
    return new MemoryListing(this.#store, options)
  }

  async deletePrefix(prefix: Key): Promise<number> {
    const action = `delete entries of ${this.#store.name}`
    return this.#deleteRange(encodePrefix(prefix, action), action)
  }

  async clear(): Promise<number> {
    return this.#deleteRange(wholeRange, `clear ${this.#store.name}`)
  }

  async increment(key: Key, by = 1, options?: WriteOptions): Promise<number> {
    const store = this.#store
    const call = callWith(`increment an entry of ${store.name}`, options, ['ttl'])
    const encoded = encodeKey(key, call.action)
    const amount = checkAmount(by, call.action)
    const fresh = store.ttl(ttlOf(options, call.action))
    return store.write(call, undefined, (moment) => {
      const before = moment.table.get(encoded, moment.now)
      const sum = sumOf(before, amount, call.action)
      const ttl = before === undefined ? fresh : undefined
      const version = store.scope.engine.nextVersion()
      moment.table.put(encoded, store.row(moment, encoded, { value: String(sum), version, ttl }))
      return sum
    })
  }

  atomic(): Atomic<V> {
    return new MemoryAtomic(this.#store)
  }

  async touch(key: Key, ttl: number | null, options?: OperationOptions): Promise<boolean> {
    const call = callWith(`touch an entry of ${this.#store.name}`, options)
    const encoded = encodeKey(key, call.action)
    const life = checkTtl(ttl, call.action)
    return this.#store.write(call, undefined, ({ table, now }) => {
      const row = table.get(encoded, now)
      if (row === undefined) return false
      table.put(encoded, row.expiringAt(life === null ? null : now + life))
      return true
    })
  }

  async prune(options?: { readonly limit?: number }): Promise<number> {
    const action = `prune ${this.#store.name}`
    checkOptions(options, ['limit'], action)
    const limit = checkLimit(options?.limit ?? 1_000, action, 1_000_000)
    return this.#store.write({ action }, undefined, ({ table, now }) => {
      const expired = table.expired(now, limit)
      for (const key of expired) table.remove(key, now)
      return expired.length
    })
  }

  watch(keys: readonly Key[], options?: WatchOptions): AsyncIterable<readonly (Entry<V> | undefined)[]> {
    return watch(this.#store, keys, options)
  }

  #deleteRange(range: KeyRange, action: string): Promise<number> {
    return this.#store.write({ action }, undefined, ({ table, now }) => {
      let count = 0
      for (const key of table.keysIn(range)) if (table.remove(key, now)) count++
      return count
    })
  }
}
