import type { Limits } from '../../contracts/capabilities.ts'
import type {
  Atomic,
  ConditionalWriteOptions,
  DeleteOptions,
  Entry,
  Key,
  KeyValue,
  KeyValueOptions,
  ListOptions,
  Listing,
  OperationOptions,
  SetResult,
  Stored,
  WatchOptions,
  WriteOptions,
} from '../../contracts/key-value.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedOperation, KeyedWrite } from '../../database/keyed-operation.ts'
import { checkLimit, checkMilliseconds, checkTtl } from '../../door/duration.ts'
import { encodeKey, encodePrefix, wholeRange, type KeyRange } from '../../door/key.ts'
import { checkName } from '../../door/name.ts'
import { checkOptions } from '../../door/options.ts'
import { KeySpace } from '../key-space.ts'
import { versionStamp } from '../version-stamp.ts'
import { AtomicBuilder } from './atomic.ts'
import { checkStep, increment } from './increment.ts'
import { lockKeys } from './key-locks.ts'
import { KeyListing } from './list.ts'
import { Operations } from './operations.ts'
import { Ranges } from './ranges.ts'
import { setMany } from './set-many.ts'
import { keyValueShapes, type Shapes } from './shapes.ts'
import { update } from './update.ts'
import { Values } from './values.ts'
import { watchEntries } from './watch.ts'
import { entryOf } from './entry-row.ts'

const readOptions = ['signal'] as const
const writeOptions = ['signal', 'ttl'] as const
const setOptions = ['signal', 'ttl', 'ifAbsent', 'ifVersion'] as const

/** The key-value store over any executor. What is checked here is trusted below. */
export class SqlKeyValue<V> implements KeyValue<V> {
  readonly #executor: Executor
  readonly #space: KeySpace
  readonly #operations: Operations
  readonly #ranges: Ranges
  readonly #values: Values<V>
  readonly #ttl: number | null
  readonly #lane: string
  readonly #shapes: Shapes
  readonly #store: string

  constructor(executor: Executor, name: string, options: KeyValueOptions<V> | undefined, limits: Limits) {
    this.#store = `keyValue(${JSON.stringify(checkName(name, 'name of the store', 'open a key-value store'))})`
    checkOptions(options, ['schema', 'ttl'], `open ${this.#store}`)
    this.#executor = executor
    this.#space = new KeySpace(executor.dialect, executor.ns, name)
    this.#lane = `key-value\u0000${executor.ns}\u0000${name}`
    this.#shapes = shapesOf(executor, this.#space, this.#lane)
    this.#operations = new Operations(this.#space, this.#shapes, executor)
    this.#ranges = new Ranges(executor, this.#space)
    this.#values = new Values(options?.schema, limits)
    this.#ttl = options?.ttl === undefined ? null : checkTtl(options.ttl, `open ${this.#store}`)
  }

  async get(key: Key, options?: OperationOptions): Promise<V | undefined> {
    const action = `get a key of ${this.#store}`
    const value = await this.#read(this.#operations.get<V>(encodeKey(key, action)), options, action)
    return value === undefined ? undefined : this.#values.check(value, action)
  }

  async entry(key: Key, options?: OperationOptions): Promise<Entry<V> | undefined> {
    const action = `get an entry of ${this.#store}`
    const entry = await this.#read(this.#operations.entry<V>(encodeKey(key, action)), options, action)
    return entry === undefined ? undefined : this.#checked(entry, action)
  }

  async has(key: Key, options?: OperationOptions): Promise<boolean> {
    const action = `look for a key of ${this.#store}`
    return this.#read(this.#operations.has(encodeKey(key, action)), options, action)
  }

  async getMany(keys: readonly Key[], options?: OperationOptions): Promise<(V | undefined)[]> {
    const action = `get keys of ${this.#store}`
    checkOptions(options, readOptions, action)
    const entries = await this.#entries(keys, action, options?.signal)
    return entries.map((entry) => entry?.value)
  }

  set(key: Key, value: V, options?: WriteOptions): Promise<Stored>
  set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult>
  async set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult> {
    const action = `set a key of ${this.#store}`
    checkOptions(options, setOptions, action)
    const encoded = encodeKey(key, action)
    const ttl = this.#ttlOf(options, action)
    const { ifAbsent, ifVersion } = options ?? {}
    if (ifAbsent !== undefined && ifVersion !== undefined)
      throw new TypeError(`Cannot ${action}: give ifAbsent or ifVersion, not both`)
    if (ifVersion !== undefined && typeof ifVersion !== 'string')
      throw new TypeError(`Cannot ${action}: ifVersion must be a version that was read`)
    const pending = this.#values.encode(value, action)
    const text = pending instanceof Promise ? await pending : pending
    const version = versionStamp(this.#executor)
    if (ifVersion !== undefined)
      return this.#write(
        this.#operations.setIfVersion(encoded, text, version, ttl, ifVersion),
        options,
        action,
      )
    if (ifAbsent === true)
      return this.#write(this.#operations.setIfAbsent(encoded, text, version, ttl), options, action)
    return this.#write(this.#operations.set(encoded, text, version, ttl), options, action)
  }

  async setMany(entries: Iterable<readonly [Key, V]>, options?: WriteOptions): Promise<void> {
    const action = `set keys of ${this.#store}`
    checkOptions(options, writeOptions, action)
    const ttl = this.#ttlOf(options, action)
    await setMany(this.#executor, this.#inside, this.#values, entries, ttl, {
      action,
      signal: options?.signal,
    })
    this.#executor.changed(this.#lane)
  }

  async update(
    key: Key,
    change: (current: V | undefined) => V | undefined | Promise<V | undefined>,
    options?: WriteOptions,
  ): Promise<V | undefined> {
    const action = `update a key of ${this.#store}`
    checkOptions(options, writeOptions, action)
    if (typeof change !== 'function') throw new TypeError(`Cannot ${action}: change must be a function`)
    const encoded = encodeKey(key, action)
    const ttl = this.#ttlOf(options, action)
    const keepsExpiry = options?.ttl === undefined
    const value = await update(
      this.#executor,
      this.#operations,
      this.#values,
      { key: encoded, ttl, keepsExpiry, change },
      { action, signal: options?.signal },
    )
    this.#executor.changed(this.#lane)
    return value
  }

  async delete(key: Key, options?: DeleteOptions): Promise<boolean> {
    const action = `delete a key of ${this.#store}`
    checkOptions(options, ['signal', 'ifVersion'], action)
    const encoded = encodeKey(key, action)
    const { ifVersion } = options ?? {}
    if (ifVersion !== undefined && typeof ifVersion !== 'string')
      throw new TypeError(`Cannot ${action}: ifVersion must be a version that was read`)
    const operation =
      ifVersion === undefined
        ? this.#operations.delete(encoded)
        : this.#operations.deleteIfVersion(encoded, ifVersion)
    return this.#write(operation, options, action)
  }

  list(options?: ListOptions): Listing<V> {
    const action = `list keys of ${this.#store}`
    return new KeyListing(this.#ranges, this.#space, options, action, (entry) => this.#checked(entry, action))
  }

  async deletePrefix(prefix: Key): Promise<number> {
    const action = `delete a prefix of ${this.#store}`
    return this.#deleteRange(encodePrefix(prefix, action), action)
  }

  async clear(): Promise<number> {
    return this.#deleteRange(wholeRange, `clear ${this.#store}`)
  }

  async increment(key: Key, by?: number, options?: WriteOptions): Promise<number> {
    const action = `increment a key of ${this.#store}`
    checkOptions(options, writeOptions, action)
    const step = { key: encodeKey(key, action), by: checkStep(by, action), ttl: this.#ttlOf(options, action) }
    const sum = await increment(this.#executor, this.#operations, step, { action, signal: options?.signal })
    this.#executor.changed(this.#lane)
    return sum
  }

  atomic(): Atomic<V> {
    const action = `commit an atomic change of ${this.#store}`
    return new AtomicBuilder<V>(
      this.#executor,
      {
        lane: this.#lane,
        encode: (value) => this.#values.encode(value, action),
        ttl: (options) => {
          checkOptions(options, writeOptions, action)
          return this.#ttlOf(options, action)
        },
        by: (by) => checkStep(by, action),
        operationsIn: (inner) => this.#inside(inner),
        lock: (inner, keys) =>
          lockKeys(inner, this.#space, new Ranges(inner, this.#space), this.#inside(inner), keys, action),
        increment: (inner, key, by) =>
          increment(inner, this.#inside(inner), { key, by, ttl: this.#ttl }, { action }),
        stamp: () => versionStamp(this.#executor),
      },
      action,
    )
  }

  async touch(key: Key, ttl: number | null, options?: OperationOptions): Promise<boolean> {
    const action = `touch a key of ${this.#store}`
    checkOptions(options, readOptions, action)
    const checked = ttl === null ? null : checkTtl(ttl, action)
    return this.#write(this.#operations.touch(encodeKey(key, action), checked), options, action)
  }

  async prune(options?: { readonly limit?: number }): Promise<number> {
    const action = `prune ${this.#store}`
    checkOptions(options, ['limit'], action)
    const limit = checkLimit(options?.limit ?? 1_000, action, 1_000_000)
    const { affected } = await this.#ranges.run(this.#ranges.prune(wholeRange, limit), action)
    return affected
  }

  watch(keys: readonly Key[], options?: WatchOptions): AsyncIterable<readonly (Entry<V> | undefined)[]> {
    const action = `watch keys of ${this.#store}`
    checkOptions(options, ['signal', 'interval'], action)
    if (this.#executor.isTransaction)
      throw new TypeError(`Cannot ${action}: a transaction sees no changes by others; watch on the database`)
    const interval = Math.max(1, checkMilliseconds(options?.interval ?? 1_000, action))
    for (const key of keys) encodeKey(key, action)
    const source = {
      read: () => this.#entries(keys, action),
      onChange: (wake: () => void) => this.#executor.onChange(this.#lane, wake),
    }
    return watchEntries(source, interval, options?.signal)
  }

  readonly #inside = (inner: Executor): Operations => new Operations(this.#space, this.#shapes, inner)

  #read<R>(
    operation: KeyedOperation<R>,
    options: OperationOptions | undefined,
    action: string,
  ): R | Promise<R> {
    checkOptions(options, readOptions, action)
    return this.#executor.read(operation, { action, signal: options?.signal })
  }

  async #write<R>(
    operation: KeyedWrite<R>,
    options: OperationOptions | undefined,
    action: string,
  ): Promise<R> {
    const result = await this.#executor.write(operation, { action, signal: options?.signal })
    this.#executor.changed(this.#lane)
    return result
  }

  async #entries(
    keys: readonly Key[],
    action: string,
    signal?: AbortSignal,
  ): Promise<(Entry<V> | undefined)[]> {
    if (!Array.isArray(keys)) throw new TypeError(`Cannot ${action}: keys must be an array`)
    const bound = keys.map((key) => this.#space.bind(encodeKey(key, action)))
    if (bound.length === 0) return []
    const rows = await this.#ranges.rows(this.#ranges.entries([...new Set(bound)]), action, signal)
    const byKey = new Map(rows.map((row) => [row[0] as string, row]))
    return Promise.all(
      bound.map(async (key) => {
        const row = byKey.get(key)
        return row === undefined ? undefined : this.#checked(entryOf<V>(row, this.#space), action)
      }),
    )
  }

  async #deleteRange(range: KeyRange, action: string): Promise<number> {
    const count = await this.#executor.transaction(
      async (inner) => {
        const ranges = new Ranges(inner, this.#space)
        await ranges.run(ranges.delete(range, true), action)
        const { affected } = await ranges.run(ranges.delete(range, false), action)
        return affected
      },
      this.#executor.isTransaction ? undefined : { isolation: 'read-committed' },
    )
    this.#executor.changed(this.#lane)
    return count
  }

  #checked(entry: Entry<V>, action: string): Entry<V> | Promise<Entry<V>> {
    if (!this.#values.isChecked) return entry
    const value = this.#values.check(entry.value, action)
    return value instanceof Promise ? value.then((late) => ({ ...entry, value: late })) : { ...entry, value }
  }

  #ttlOf(options: WriteOptions | undefined, action: string): number | null {
    if (options?.ttl === undefined) return this.#ttl
    return options.ttl === null ? null : checkTtl(options.ttl, action)
  }
}

/** Texts are built once for each dialect and store; a handle is then cheap to make. */
const built = new WeakMap<object, Map<string, Shapes>>()

const shapesOf = ({ dialect }: Executor, space: KeySpace, lane: string): Shapes => {
  let byLane = built.get(dialect)
  if (byLane === undefined) built.set(dialect, (byLane = new Map()))
  const known = byLane.get(lane)
  if (known !== undefined) return known
  if (byLane.size >= 1_000) byLane.delete(byLane.keys().next().value!)
  const made = keyValueShapes(dialect, space, lane)
  byLane.set(lane, made)
  return made
}
