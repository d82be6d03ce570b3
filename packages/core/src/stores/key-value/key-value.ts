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
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import { checkLimit, checkMilliseconds, checkTtl } from '../../door/duration.ts'
import { endable } from '../../door/endable.ts'
import { encodeKey, encodePrefix, wholeRange } from '../../door/key.ts'
import { checkName } from '../../door/name.ts'
import { checkOptions } from '../../door/options.ts'
import { checkSignal } from '../../door/signal.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import { KeyValueAccess, requireKeys } from './access.ts'
import { AtomicBuilder } from './atomic.ts'
import { checkStep, increment } from './increment.ts'
import { lockKeys } from './key-locks.ts'
import { KeyListing } from './list.ts'
import { Ranges } from './ranges.ts'
import { setMany } from './set-many.ts'
import { update } from './update.ts'
import { watchEntries } from './watch.ts'

const writeOptions = ['signal', 'ttl'] as const
const setOptions = ['signal', 'ttl', 'ifAbsent', 'ifVersion'] as const

/** The key-value store over any executor. What is checked here is trusted below. */
export class SqlKeyValue<V> implements KeyValue<V> {
  readonly #access: KeyValueAccess<V>
  readonly #store: string
  readonly #get: string

  constructor(executor: Executor, name: string, options: KeyValueOptions<V> | undefined, limits: Limits) {
    const checked = checkName(name, 'name of the store', 'open a key-value store')
    this.#store = `keyValue(${JSON.stringify(checked)})`
    this.#get = `get a key of ${this.#store}`
    this.#access = new KeyValueAccess(executor, checked, options, limits, `open ${this.#store}`)
  }

  async get(key: Key, options?: OperationOptions): Promise<V | undefined> {
    const action = this.#get
    const { operations, values } = this.#access
    const read = this.#access.readChecked(operations.get<V>(encodeKey(key, action)), options, action)
    const value = read instanceof Promise ? await read : read
    return value === undefined || !values.isChecked ? value : values.check(value, action)
  }

  async entry(key: Key, options?: OperationOptions): Promise<Entry<V> | undefined> {
    const action = `get an entry of ${this.#store}`
    const operation = this.#access.operations.entry<V>(encodeKey(key, action))
    const entry = await this.#access.readChecked(operation, options, action)
    return entry === undefined ? undefined : this.#access.checked(entry, action)
  }

  async has(key: Key, options?: OperationOptions): Promise<boolean> {
    const action = `look for a key of ${this.#store}`
    return this.#access.readChecked(this.#access.operations.has(encodeKey(key, action)), options, action)
  }

  async getMany(keys: readonly Key[], options?: OperationOptions): Promise<(V | undefined)[]> {
    return (await this.entries(keys, options)).map((entry) => entry?.value)
  }

  async entries(keys: readonly Key[], options?: OperationOptions): Promise<(Entry<V> | undefined)[]> {
    const action = `get keys of ${this.#store}`
    checkOptions(options, ['signal'], action)
    return this.#access.entries(keys, action, options?.signal)
  }

  set(key: Key, value: V, options?: WriteOptions): Promise<Stored>
  set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult>
  async set(key: Key, value: V, options?: ConditionalWriteOptions): Promise<SetResult> {
    const action = `set a key of ${this.#store}`
    checkOptions(options, setOptions, action)
    const encoded = encodeKey(key, action)
    const ttl = this.#access.ttl(options, action)
    const ifAbsent: unknown = options?.ifAbsent
    const ifVersion = expectedVersion(options, action)
    if (ifAbsent !== undefined && (ifAbsent !== true || ifVersion !== undefined)) {
      throw new TypeError(`Cannot ${action}: give ifAbsent: true or ifVersion, not both`)
    }
    const { operations, executor, values } = this.#access
    const version = versionStamp(executor)
    return await this.#access.writeInOrder(
      values.encode(value, action),
      { action, signal: options?.signal },
      (text): KeyedWrite<SetResult> => {
        if (ifVersion !== undefined) return operations.setIfVersion(encoded, text, version, ttl, ifVersion)
        if (ifAbsent === true) return operations.setIfAbsent(encoded, text, version, ttl)
        return operations.set(encoded, text, version, ttl)
      },
    )
  }

  async setMany(entries: Iterable<readonly [Key, V]>, options?: WriteOptions): Promise<void> {
    const action = `set keys of ${this.#store}`
    checkOptions(options, writeOptions, action)
    const ttl = this.#access.ttl(options, action)
    await setMany(this.#access, entries, ttl, { action, signal: options?.signal })
    this.#access.executor.changed(this.#access.lane)
  }

  async update(
    key: Key,
    change: (current: V | undefined) => V | undefined | Promise<V | undefined>,
    options?: WriteOptions,
  ): Promise<V | undefined> {
    const action = `update a key of ${this.#store}`
    checkOptions(options, writeOptions, action)
    if (typeof change !== 'function') throw new TypeError(`Cannot ${action}: change must be a function`)
    const ttl = this.#access.ttl(options, action)
    const wanted = { key: encodeKey(key, action), ttl, keepsExpiry: options?.ttl === undefined, change }
    const value = await update(this.#access, wanted, { action, signal: options?.signal })
    this.#access.executor.changed(this.#access.lane)
    return value
  }

  async delete(key: Key, options?: DeleteOptions): Promise<boolean> {
    const action = `delete a key of ${this.#store}`
    checkOptions(options, ['signal', 'ifVersion'], action)
    const encoded = encodeKey(key, action)
    const ifVersion = expectedVersion(options, action)
    const { operations } = this.#access
    return await this.#access.writeInOrder(undefined, { action, signal: options?.signal }, () =>
      ifVersion === undefined ? operations.delete(encoded) : operations.deleteIfVersion(encoded, ifVersion),
    )
  }

  list(options?: ListOptions): Listing<V> {
    const action = `list keys of ${this.#store}`
    const { ranges, space } = this.#access
    return new KeyListing(ranges, space, options, action, (entry) => this.#access.checked(entry, action))
  }

  async deletePrefix(prefix: Key): Promise<number> {
    const action = `delete a prefix of ${this.#store}`
    return this.#access.deleteRange(encodePrefix(prefix, action), action)
  }

  async clear(): Promise<number> {
    return this.#access.deleteRange(wholeRange, `clear ${this.#store}`)
  }

  async increment(key: Key, by?: number, options?: WriteOptions): Promise<number> {
    const action = `increment a key of ${this.#store}`
    checkOptions(options, writeOptions, action)
    const { executor, operations, order, lane } = this.#access
    const step = {
      key: encodeKey(key, action),
      by: checkStep(by, action),
      ttl: this.#access.ttl(options, action),
    }
    const call = { action, signal: options?.signal }
    const sum = await order.run(lane, undefined, () => increment(executor, operations, step, call))
    executor.changed(lane)
    return sum
  }

  atomic(): Atomic<V> {
    const action = `commit an atomic change of ${this.#store}`
    const access = this.#access
    return new AtomicBuilder<V>(
      access.executor,
      {
        lane: access.lane,
        encode: (value) => access.values.encode(value, action),
        ttl: (options) => {
          checkOptions(options, writeOptions, action)
          return access.ttl(options, action)
        },
        by: (by) => checkStep(by, action),
        operationsIn: (inner) => access.inside(inner),
        lock: (inner, keys) =>
          lockKeys(inner, access.space, new Ranges(inner, access.space), access.inside(inner), keys, action),
        increment: (inner, key, by, version) =>
          increment(
            inner,
            access.inside(inner),
            { key, by, ttl: access.ttl(undefined, action), version },
            { action },
          ),
        stamp: () => versionStamp(access.executor),
      },
      action,
    )
  }

  async touch(key: Key, ttl: number | null, options?: OperationOptions): Promise<boolean> {
    const action = `touch a key of ${this.#store}`
    checkOptions(options, ['signal'], action)
    const checked = ttl === null ? null : checkTtl(ttl, action)
    const encoded = encodeKey(key, action)
    const { operations } = this.#access
    return await this.#access.writeInOrder(undefined, { action, signal: options?.signal }, () =>
      operations.touch(encoded, checked),
    )
  }

  async prune(options?: { readonly limit?: number }): Promise<number> {
    const action = `prune ${this.#store}`
    checkOptions(options, ['limit'], action)
    const limit = checkLimit(options?.limit ?? 1_000, action, 1_000_000)
    return this.#access.ranges.prune(limit, action)
  }

  watch(keys: readonly Key[], options?: WatchOptions): AsyncIterable<readonly (Entry<V> | undefined)[]> {
    const action = `watch keys of ${this.#store}`
    checkOptions(options, ['signal', 'interval'], action)
    const { executor, lane } = this.#access
    if (executor.isTransaction) {
      throw new TypeError(`Cannot ${action}: a transaction sees no changes by others; watch on the database`)
    }
    const interval = Math.max(1, checkMilliseconds(options?.interval ?? 1_000, action))
    for (const key of requireKeys(keys, action)) encodeKey(key, action)
    const source = {
      read: () => this.#access.entries(keys, action),
      onChange: (wake: () => void) => executor.onChange(lane, wake),
    }
    return endable(checkSignal(options?.signal, action), (signal) => watchEntries(source, interval, signal))
  }
}

/** A condition that is given but undefined is a mistake that would write unconditionally. */
const expectedVersion = (options: DeleteOptions | undefined, action: string): string | undefined => {
  if (options === undefined || !('ifVersion' in options)) return undefined
  if (typeof options.ifVersion === 'string') return options.ifVersion
  throw new TypeError(`Cannot ${action}: ifVersion must be a version that was read`)
}
