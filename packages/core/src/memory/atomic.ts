import type { Atomic, AtomicResult, Key, Version, WriteOptions } from '../contracts/key-value.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { decodeKey, encodeKey } from '../door/key.ts'
import { callWith } from './call.ts'
import { checkAmount, sumOf } from './increment.ts'
import type { Row } from './row.ts'
import type { Moment, Store } from './store.ts'
import { hold, ttlOf } from './writes.ts'

/** What an entry becomes, worked out before anything is written; undefined deletes it. */
type Change = (moment: Moment, version: Version) => Row | undefined

/** Collects checks and changes, and runs them as one step. */
export class MemoryAtomic<V> implements Atomic<V> {
  readonly #store: Store<V>
  readonly #action: string
  readonly #checks: { readonly key: string; readonly version: Version | undefined }[] = []
  readonly #changes = new Map<string, MaybePromise<Change>>()
  #isCommitted = false

  constructor(store: Store<V>) {
    this.#store = store
    this.#action = `change entries of ${store.name} together`
  }

  check(key: Key, version: Version | undefined): this {
    if (version !== undefined && typeof version !== 'string') {
      throw new TypeError(`Cannot ${this.#action}: a check needs the version of an entry, or undefined`)
    }
    this.#checks.push({ key: encodeKey(key, this.#action), version })
    return this
  }

  set(key: Key, value: V, options?: WriteOptions): this {
    const encoded = this.#keyOf(key)
    callWith(this.#action, options, ['ttl'])
    const ttl = this.#store.ttl(ttlOf(options, this.#action))
    const change =
      (text: string): Change =>
      (moment, version) =>
        this.#store.row(moment, encoded, { value: text, version, ttl })
    const text = this.#store.codec.encode(value, this.#action)
    this.#changes.set(encoded, text instanceof Promise ? hold(text.then(change)) : change(text))
    return this
  }

  delete(key: Key): this {
    this.#changes.set(this.#keyOf(key), () => undefined)
    return this
  }

  increment(key: Key, by = 1): this {
    const encoded = this.#keyOf(key)
    const amount = checkAmount(by, this.#action)
    this.#changes.set(encoded, (moment, version) => {
      const before = moment.table.get(encoded, moment.now)
      const value = String(sumOf(before, amount, this.#action))
      const ttl = before === undefined ? this.#store.ttl(undefined) : undefined
      return this.#store.row(moment, encoded, { value, version, ttl })
    })
    return this
  }

  async commit(): Promise<AtomicResult> {
    if (this.#isCommitted) throw new TypeError(`Cannot ${this.#action}: it has been committed already`)
    this.#isCommitted = true
    return this.#store.write({ action: this.#action }, this.#prepared(), (moment, changes) =>
      this.#apply(moment, changes),
    )
  }

  #apply(moment: Moment, changes: readonly (readonly [string, Change])[]): AtomicResult {
    const { table, now } = moment
    const failed = this.#checks.filter(({ key, version }) => table.get(key, now)?.version !== version)
    if (failed.length > 0) {
      return { ok: false, failed: [...new Set(failed.map(({ key }) => key))].map((key) => decodeKey(key)) }
    }
    const version = this.#store.scope.engine.nextVersion()
    // A sum that is out of range throws here, before the first write.
    const rows = changes.map(([key, change]) => [key, change(moment, version)] as const)
    for (const [key, row] of rows) {
      if (row === undefined) table.remove(key, now)
      else table.put(key, row)
    }
    return { ok: true, version }
  }

  #prepared(): MaybePromise<readonly (readonly [string, Change])[]> {
    const changes = [...this.#changes]
    const ready = changes.filter((pair): pair is [string, Change] => typeof pair[1] === 'function')
    if (ready.length === changes.length) return ready
    return Promise.all(changes.map(async ([key, change]) => [key, await change] as const))
  }

  #keyOf(key: Key): string {
    const encoded = encodeKey(key, this.#action)
    if (this.#changes.has(encoded))
      throw new TypeError(`Cannot ${this.#action}: a key can be changed once only`)
    return encoded
  }
}
