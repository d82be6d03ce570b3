import type { Atomic, AtomicResult, Key, Version, WriteOptions } from '../../contracts/key-value.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import { compareBytes, decodeKey, encodeKey } from '../../door/key.ts'
import { incrementRefused, refusalOf } from './increment.ts'
import type { Encoded } from '../keyed/values.ts'
import type { Operations } from './operations.ts'

/** What the builder needs of its store, for one executor. */
export interface AtomicSource<V> {
  readonly lane: string
  encode(value: V, action: string): Encoded | Promise<Encoded>
  ttl(options: WriteOptions | undefined, action: string): number | null
  by(value: number | undefined, action: string): number
  operationsIn(executor: Executor): Operations
  /** Locks these keys until the end of the transaction, those without an entry too, and gives their versions. */
  lock(executor: Executor, keys: readonly string[], action: string): Promise<LockedKeys>
  increment(executor: Executor, key: string, by: number, version: Version): Promise<number>
  stamp(): Version
}

/** The versions of locked keys, and how to take away what was put in place of missing entries. */
export interface LockedKeys {
  readonly versions: ReadonlyMap<string, Version>
  readonly values: ReadonlyMap<string, unknown>
  release(except: ReadonlySet<string>): Promise<void>
}

type Change<V> =
  | { readonly kind: 'set'; readonly value: V; readonly ttl: number | null }
  | { readonly kind: 'delete' }
  | { readonly kind: 'increment'; readonly by: number }

export class AtomicBuilder<V> implements Atomic<V> {
  readonly #executor: Executor
  readonly #source: AtomicSource<V>
  readonly #action: string
  readonly #checks = new Map<string, Version | undefined>()
  readonly #changes = new Map<string, Change<V>>()

  constructor(executor: Executor, source: AtomicSource<V>, action: string) {
    this.#executor = executor
    this.#source = source
    this.#action = action
  }

  check(key: Key, version: Version | undefined): this {
    if (version !== undefined && typeof version !== 'string') {
      throw new TypeError(
        `Cannot ${this.#action}: the version must be one that was read, or undefined for no entry`,
      )
    }
    this.#checks.set(encodeKey(key, this.#action), version)
    return this
  }

  set(key: Key, value: V, options?: WriteOptions): this {
    return this.#change(key, { kind: 'set', value, ttl: this.#source.ttl(options, this.#action) })
  }

  delete(key: Key): this {
    return this.#change(key, { kind: 'delete' })
  }

  increment(key: Key, by?: number): this {
    return this.#change(key, { kind: 'increment', by: this.#source.by(by, this.#action) })
  }

  async commit(): Promise<AtomicResult> {
    const version = this.#source.stamp()
    const encoded = new Map<string, Encoded>()
    for (const [key, change] of this.#changes) {
      if (change.kind === 'set') encoded.set(key, await this.#source.encode(change.value, this.#action))
    }
    const run = (inner: Executor): Promise<AtomicResult> => this.#run(inner, version, encoded)
    // Locks make the checks hold, so each statement may see the latest state. Nothing fails once the first change is made, so
    // inside a transaction no savepoint is needed.
    if (this.#executor.isTransaction) return run(this.#executor)
    return this.#executor.transaction(run, { isolation: 'read-committed' })
  }

  async #run(
    inner: Executor,
    version: Version,
    encoded: ReadonlyMap<string, Encoded>,
  ): Promise<AtomicResult> {
    const keys = [...new Set([...this.#checks.keys(), ...this.#changes.keys()])].sort(compareBytes)
    const locked = await this.#source.lock(inner, keys, this.#action)
    const failed = [...this.#checks]
      .filter(([key, expected]) => locked.versions.get(key) !== expected)
      .map(([key]) => key)
    if (failed.length > 0) {
      await locked.release(new Set())
      return { ok: false, failed: failed.map(decodeKey) }
    }
    for (const [key, change] of this.#changes) {
      const refusal = change.kind === 'increment' ? refusalOf(locked.values.get(key), change.by) : undefined
      if (refusal === undefined) continue
      await locked.release(new Set())
      throw incrementRefused(refusal, this.#action)
    }
    const operations = this.#source.operationsIn(inner)
    const sets: KeyedWrite<unknown>[] = []
    for (const [key, change] of this.#changes) {
      if (change.kind === 'set') sets.push(operations.set(key, encoded.get(key)!, version, change.ttl))
      else if (change.kind === 'delete') await inner.write(operations.delete(key), { action: this.#action })
      else await this.#source.increment(inner, key, change.by, version)
    }
    await inner.writeAll(sets, { action: this.#action })
    await locked.release(new Set(this.#changes.keys()))
    inner.changed(this.#source.lane)
    return { ok: true, version }
  }

  #change(key: Key, change: Change<V>): this {
    const encoded = encodeKey(key, this.#action)
    if (this.#changes.has(encoded))
      throw new TypeError(`Cannot ${this.#action}: each key may be changed once`)
    this.#changes.set(encoded, change)
    return this
  }
}
