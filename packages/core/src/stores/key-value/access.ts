import type { Limits } from '../../contracts/capabilities.ts'
import type {
  Entry,
  Key,
  KeyValueOptions,
  OperationOptions,
  WriteOptions,
} from '../../contracts/key-value.ts'
import type { MaybePromise } from '../../contracts/maybe-promise.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedOperation, KeyedWrite } from '../../database/keyed-operation.ts'
import { checkTtl } from '../../door/duration.ts'
import { encodeKey, type KeyRange } from '../../door/key.ts'
import { checkOptions } from '../../door/options.ts'
import { WriteOrder } from '../../door/write-order.ts'
import { KeySpace } from '../keyed/key-space.ts'
import { entryOf } from './entry-row.ts'
import { Operations } from './operations.ts'
import { Ranges } from './ranges.ts'
import { shapesOf, type Shapes } from './shapes.ts'
import { Values } from '../keyed/values.ts'

const readOptions = ['signal'] as const

/** How the methods of one handle reach the executor: the store's statements, its values and the order of its writes. */
export class KeyValueAccess<V> {
  readonly executor: Executor
  readonly lane: string
  readonly space: KeySpace
  readonly operations: Operations
  readonly ranges: Ranges
  readonly values: Values<V>
  readonly order: WriteOrder
  readonly #shapes: Shapes
  readonly #ttl: number | null

  constructor(
    executor: Executor,
    name: string,
    options: KeyValueOptions<V> | undefined,
    limits: Limits,
    action: string,
  ) {
    checkOptions(options, ['schema', 'ttl'], action)
    this.executor = executor
    this.lane = `key-value\u0000${executor.ns}\u0000${name}`
    this.space = new KeySpace(executor.dialect, executor.ns, name)
    this.#shapes = shapesOf(executor.dialect, this.space, this.lane)
    this.operations = new Operations(this.space, this.#shapes, executor)
    this.ranges = new Ranges(executor, this.space)
    this.values = new Values(options?.schema, limits)
    this.order = orderOf(executor)
    this.#ttl = options?.ttl === undefined ? null : checkTtl(options.ttl, action)
  }

  /** The operations of the same store, inside a transaction. */
  inside(inner: Executor): Operations {
    return new Operations(this.space, this.#shapes, inner)
  }

  read<R>(
    operation: KeyedOperation<R>,
    options: OperationOptions | undefined,
    action: string,
  ): MaybePromise<R> {
    if (options !== undefined) checkOptions(options, readOptions, action)
    return this.executor.read(operation, { action, signal: options?.signal })
  }

  /** Sends one keyed write, behind those that were called earlier; `prepared` is what an asynchronous schema still checks. */
  async write<P, R>(
    prepared: MaybePromise<P>,
    options: OperationOptions | undefined,
    action: string,
    make: (prepared: P) => KeyedWrite<R>,
  ): Promise<R> {
    const call = { action, signal: options?.signal }
    const result = await this.order.run(this.lane, prepared, (ready) =>
      this.executor.write(make(ready), call),
    )
    this.executor.changed(this.lane)
    return result
  }

  /** The entries of these keys, from one snapshot, in their order. */
  async entries(
    keys: readonly Key[],
    action: string,
    signal?: AbortSignal,
  ): Promise<(Entry<V> | undefined)[]> {
    const bound = requireKeys(keys, action).map((key) => this.space.bind(encodeKey(key, action)))
    if (bound.length === 0) return []
    const rows = await this.ranges.rows(this.ranges.entries([...new Set(bound)]), action, signal)
    const byKey = new Map(rows.map((row) => [row[0] as string, row]))
    return Promise.all(
      bound.map(async (key) => {
        const row = byKey.get(key)
        return row === undefined ? undefined : this.checked(entryOf<V>(row, this.space), action)
      }),
    )
  }

  /** The entry of a reader, checked when there is a schema. */
  checked(entry: Entry<V>, action: string): MaybePromise<Entry<V>> {
    if (!this.values.isChecked) return entry
    const value = this.values.check(entry.value, action)
    return value instanceof Promise ? value.then((late) => ({ ...entry, value: late })) : { ...entry, value }
  }

  /** Deletes a range in one transaction and counts what had not expired. */
  async deleteRange(range: KeyRange, action: string): Promise<number> {
    const count = await this.executor.transaction(
      async (inner) => {
        const ranges = new Ranges(inner, this.space)
        await ranges.run(ranges.delete(range, true), action)
        const { affected } = await ranges.run(ranges.delete(range, false), action)
        return affected
      },
      this.executor.isTransaction ? undefined : { isolation: 'read-committed' },
    )
    this.executor.changed(this.lane)
    return count
  }

  ttl(options: WriteOptions | undefined, action: string): number | null {
    if (options?.ttl === undefined) return this.#ttl
    return options.ttl === null ? null : checkTtl(options.ttl, action)
  }
}

export const requireKeys = (keys: readonly Key[], action: string): readonly Key[] => {
  if (!Array.isArray(keys)) throw new TypeError(`Cannot ${action}: keys must be an array`)
  return keys
}

/** Handles of one session share the order of their writes. */
const orders = new WeakMap<Executor, WriteOrder>()

const orderOf = (executor: Executor): WriteOrder => {
  let order = orders.get(executor)
  if (order === undefined) orders.set(executor, (order = new WriteOrder()))
  return order
}
