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
import type { KeyedOperation } from '../../database/keyed-operation.ts'
import { checkTtl } from '../../door/duration.ts'
import { encodeKey, type KeyRange } from '../../door/key.ts'
import { checkOptions } from '../../door/options.ts'
import { removeRange } from '../keyed/remove-range.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { entryOf } from './entry-row.ts'
import { Operations } from './operations.ts'
import { Ranges } from './ranges.ts'
import { shapesOf, type Shapes } from './shapes.ts'
import { tableName } from './table.ts'
import { Values } from '../keyed/values.ts'

const readOptions = ['signal'] as const

/** What the methods of one handle work with: the store's statements and its values. */
export class KeyValueAccess<V> extends StoreAccess {
  readonly operations: Operations
  readonly ranges: Ranges
  readonly values: Values<V>
  readonly #shapes: Shapes
  readonly #ttl: number | null

  constructor(
    executor: Executor,
    name: string,
    options: KeyValueOptions<V> | undefined,
    limits: Limits,
    action: string,
  ) {
    super(executor, 'key-value', name)
    checkOptions(options, ['schema', 'ttl'], action)
    this.#shapes = shapesOf(executor.dialect, this.space, this.lane)
    this.operations = new Operations(this.space, this.#shapes, executor)
    this.ranges = new Ranges(executor, this.space)
    this.values = new Values(options?.schema, limits)
    this.#ttl = options?.ttl === undefined ? null : checkTtl(options.ttl, action)
  }

  /** The operations of the same store, inside a transaction. */
  inside(inner: Executor): Operations {
    return new Operations(this.space, this.#shapes, inner)
  }

  readChecked<R>(
    operation: KeyedOperation<R>,
    options: OperationOptions | undefined,
    action: string,
  ): MaybePromise<R> {
    if (options !== undefined) checkOptions(options, readOptions, action)
    return this.read(operation, { action, signal: options?.signal })
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
        const rows = { space: this.space, table: tableName, range }
        await removeRange(inner, { ...rows, condition: (text) => `not ${text.isLive}` }, { action })
        return removeRange(inner, rows, { action })
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
