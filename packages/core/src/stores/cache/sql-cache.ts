import type { StoreCall } from '../../door/store-call.ts'
import type { Milliseconds } from '../../contracts/environment.ts'
import type { MaybePromise } from '../../contracts/maybe-promise.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import type { Bound } from '../../database/statement.ts'
import type { KeyRange } from '../../door/key.ts'
import type { CacheStorage, Kept, Stamps } from '../../loading/cache-storage.ts'
import type { Claim, Life, Seen } from '../../loading/load-storage.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { Ranges } from './ranges.ts'
import { hasTags, rowsOf, seenOf, type Row } from './row-columns.ts'
import { shapesOf, type Shapes } from './shapes.ts'
import { writerOf } from './writer.ts'
import { Tags } from './tags.ts'

/** Caches in which values with tags were met: their rows are looked at together with the tags, which costs the others too much. */
const tagged = new WeakSet<Shapes>()

/** A cache as rows. */
export class SqlCache implements CacheStorage {
  readonly #access: StoreAccess
  readonly #shapes: Shapes
  readonly #tags: Tags
  readonly #ranges: Ranges
  readonly #name: string

  constructor(executor: Executor, name: string) {
    this.#name = name
    this.#access = new StoreAccess(executor, 'cache', name)
    this.#shapes = shapesOf(executor.dialect, this.#access.space, this.#access.lane)
    this.#tags = new Tags(executor, name)
    this.#ranges = new Ranges(executor, this.#access.space)
  }

  get isTransaction(): boolean {
    return this.#access.executor.isTransaction
  }

  get database(): object {
    return this.#access.executor.database
  }

  get lane(): string {
    return this.#access.lane
  }

  random(bytes: number): Uint8Array {
    return this.#access.executor.random(bytes)
  }

  elapsed(): number {
    return this.#access.executor.elapsed()
  }

  look(key: string, call: StoreCall): MaybePromise<Seen<Kept> | undefined> {
    const bound = this.#access.space.bind(key)
    const row = this.#row(bound, this.#judgesTags, call)
    return row instanceof Promise
      ? row.then((late) => this.#judge(bound, late, call))
      : this.#judge(bound, row, call)
  }

  async lookMany(keys: readonly string[], call: StoreCall): Promise<readonly (Seen<Kept> | undefined)[]> {
    const bound = keys.map((key) => this.#access.space.bind(key))
    const rows = await this.#rows(bound, call)
    const byKey = new Map(rows.map((row) => [row[0] as string, this.#seen(row)]))
    return bound.map((key) => byKey.get(key))
  }

  /** Judged. Where the stamps of tags are looked up apart, both looks are of one snapshot. */
  async #rows(bound: readonly string[], call: StoreCall): Promise<readonly Row[]> {
    const { executor } = this.#access
    if (executor.dialect.joinsByIndex) return rowsOf(this.#access, bound, true, call)
    if (!executor.isTransaction && tagged.has(this.#shapes))
      return executor.transaction((inner) => new SqlCache(inner, this.#name).#rows(bound, call), {
        readOnly: true,
      })
    const rows = await rowsOf(this.#access, bound, false, call)
    if (!rows.some(hasTags)) return rows
    tagged.add(this.#shapes)
    return executor.isTransaction ? this.#tags.judge(rows, call) : this.#rows(bound, call)
  }

  claim(key: string, { token, lease, seen, waits }: Claim, call: StoreCall): Promise<boolean> {
    const fence = seen === undefined ? this.#fence() : seen + 1
    return this.#write(waits ? 'claim' : 'claimAnyway', key, [token, lease, fence], call)
  }

  extend(key: string, token: string, lease: Milliseconds, call: StoreCall): Promise<boolean> {
    return this.#write('extend', key, [token, lease], call)
  }

  fill(key: string, token: string, kept: Kept, life: Life, call: StoreCall): Promise<boolean> {
    return this.#write('fill', key, [token, ...this.#stored(kept, life)], call)
  }

  async fail(key: string, token: string, backoff: Milliseconds, call: StoreCall): Promise<void> {
    await this.#write('fail', key, [token, backoff], call)
  }

  async drop(key: string, token: string, call: StoreCall): Promise<void> {
    await this.#write('drop', key, [token], call)
  }

  async set(key: string, kept: MaybePromise<Kept>, life: Life, call: StoreCall): Promise<void> {
    await this.#access.writeInOrder(kept, call, (ready) => ({
      ...this.#operation('set', key, [
        ...this.#stored(ready, life),
        this.#fence(),
        writerOf(this.#access.executor),
      ]),
      // Nobody can tell whether the earlier ones were there.
      fold: (later) => ({ write: later, earlier: () => undefined }),
    }))
  }

  async remove(keys: readonly string[], call: StoreCall): Promise<void> {
    const { executor, lane } = this.#access
    const { isTransaction, dialect } = executor
    // Others can add a row that this transaction does not see, and load into it what was before its commit.
    const isBuried = isTransaction && dialect.locks === 'rows'
    const operation = (key: string): KeyedWrite<boolean> =>
      isBuried ? this.#operation('bury', key, [this.#fence()]) : this.#operation('remove', key, [])
    const [only, ...others] = keys
    if (only !== undefined && others.length === 0) {
      await this.#access.writeInOrder(undefined, call, () => operation(only))
      return
    }
    await executor.transaction(
      (inner) => inner.writeAll(keys.map(operation), call),
      isTransaction ? undefined : { isolation: 'read-committed' },
    )
    executor.changed(lane)
  }

  async removeRange(range: KeyRange, call: StoreCall): Promise<number> {
    const count = await this.#ranges.remove(range, call)
    this.#access.executor.changed(this.lane)
    return count
  }

  stamps(tags: readonly string[], life: Life, call: StoreCall): Promise<Stamps> {
    tagged.add(this.#shapes)
    return this.#tags.stamps(tags, life, call)
  }

  async invalidate(tags: readonly string[], call: StoreCall): Promise<void> {
    await this.#tags.renew(tags, call)
    this.#access.executor.changed(this.lane)
  }

  prune(limit: number, call: StoreCall): Promise<number> {
    return this.#ranges.prune(limit, call)
  }

  onChange(wake: () => void): () => void {
    return this.#access.executor.onChange(this.lane, wake)
  }

  get #judgesTags(): boolean {
    return this.#access.executor.dialect.joinsByIndex && tagged.has(this.#shapes)
  }

  #row(bound: string, judgesTags: boolean, call: StoreCall): MaybePromise<Row | undefined> {
    const shape = judgesTags ? this.#shapes.lookTagged : this.#shapes.look
    return this.#access.read({ shape, key: bound, row: [bound], answer: (row) => row }, call)
  }

  #judge(bound: string, row: Row | undefined, call: StoreCall): MaybePromise<Seen<Kept> | undefined> {
    if (row === undefined) return undefined
    if (!hasTags(row)) return this.#seen(row)
    if (!this.#access.executor.dialect.joinsByIndex) return this.#judgeApart(row, call)
    tagged.add(this.#shapes)
    const again = this.#row(bound, true, call)
    return again instanceof Promise
      ? again.then((late) => late && this.#seen(late))
      : again && this.#seen(again)
  }

  /** What is invalidated or stored between the two looks makes this row another one, as any claim finds out. */
  async #judgeApart(row: Row, call: StoreCall): Promise<Seen<Kept>> {
    const [judged] = await this.#tags.judge([row], call)
    return this.#seen(judged!)
  }

  #seen(row: Row): Seen<Kept> {
    const { dialect } = this.#access.executor
    return seenOf(row, dialect, this.#access.executor.time())
  }

  #stored({ text, stamps }: Kept, { ttl, grace }: Life): readonly Bound[] {
    const tags = stamps === undefined ? null : JSON.stringify(stamps)
    return [text, tags, ttl, ttl === null ? null : ttl + grace]
  }

  /** A number that no row has had. */
  #fence(): number {
    return Buffer.from(this.random(6)).readUIntLE(0, 6)
  }

  #write(kind: keyof Shapes, key: string, values: readonly Bound[], call: StoreCall): Promise<boolean> {
    return this.#access.writeInOrder(undefined, call, () => this.#operation(kind, key, values))
  }

  #operation(kind: keyof Shapes, key: string, values: readonly Bound[]): KeyedWrite<boolean> {
    const bound = this.#access.space.bind(key)
    return {
      shape: this.#shapes[kind],
      key: bound,
      row: [bound, ...values],
      answer: (row) => row !== undefined,
    }
  }
}
