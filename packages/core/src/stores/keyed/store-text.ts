import type { Executor } from '../../database/executor.ts'
import type { Bound, Statement } from '../../database/statement.ts'
import { wholeRange, type KeyRange } from '../../door/key.ts'
import type { KeySpace } from './key-space.ts'

/** Collects parameters while a text over the rows `t` of one store is written. The first are the store's constants. */
export class StoreText {
  /** Qualified and quoted. */
  readonly table: string
  /** That a row belongs to the store, to be followed by a condition on the key; empty where the key says it. */
  readonly belongs: string
  readonly space: KeySpace
  readonly executor: Executor
  readonly #name: string
  readonly #values: Bound[]
  #now: string | undefined
  #ofStore: string | undefined

  constructor(executor: Executor, space: KeySpace, name: string) {
    this.executor = executor
    this.space = space
    this.#name = name
    this.#values = [...space.constants]
    this.table = executor.dialect.table(name)
    this.belongs = space.belongs((position) => executor.dialect.placeholder(position), 't')
  }

  /** The statement's time. Bound when it is first asked for: some engines refuse a parameter that the text does not use. */
  get now(): string {
    this.#now ??= this.executor.dialect.now(this.bind(this.executor.time()))
    return this.#now
  }

  /** That the row, which has a column `expires_at`, has not expired. */
  get isLive(): string {
    return `(t.expires_at is null or t.expires_at > ${this.now})`
  }

  /** That a row belongs to the store, to be followed by a condition that is not on the key. */
  get ofStore(): string {
    this.#ofStore ??= this.belongs === '' ? `${this.within(wholeRange)} and ` : this.belongs
    return this.#ofStore
  }

  /** The rows `t` as they stand behind `from`, found by this index of the table where the engine would not choose it. */
  rowsBy(index: string | undefined): string {
    const { indexedBy } = this.executor.dialect
    return `${this.table} as t${index === undefined ? '' : (indexedBy?.(index) ?? '')}`
  }

  bind(value: Bound): string {
    this.#values.push(value)
    return this.executor.dialect.placeholder(this.#values.length)
  }

  /** That the row belongs to the store and its key lies in the range. */
  within(range: KeyRange): string {
    const { low, high } = this.space.range(range)
    const { key } = this.space
    // A bound that every key meets would be taken for a selective one.
    if (this.belongs !== '' && low === '' && high === undefined) return `${this.belongs}true`
    const from = `${this.belongs}t.${key} >= ${this.bind(low)}`
    return high === undefined ? from : `${from} and t.${key} < ${this.bind(high)}`
  }

  /** As `within`, for a range of few rows, which are found by index. It is the only condition on the table. */
  withinShort(range: KeyRange): string {
    const { low, high } = this.space.range(range)
    const { shortRange } = this.executor.dialect
    if (shortRange === undefined || high === undefined) return this.within(range)
    return this.belongs + shortRange(`t.${this.space.key}`, this.bind(low), this.bind(high))
  }

  /** That the row belongs to the store and has one of these bound keys. */
  isOneOf(keys: readonly string[]): string {
    return this.belongs + this.executor.dialect.anyOf(`t.${this.space.key}`, this.bind(keys))
  }

  finish(kind: string, text: string): Statement {
    return { text, values: this.#values, cache: true, summary: `${kind} ${this.#name}` }
  }
}
