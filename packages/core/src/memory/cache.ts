import type { StoreCall } from '../door/store-call.ts'
import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { successor, type KeyRange } from '../door/key.ts'
import type { CacheStorage, Kept, Stamps } from '../loading/cache-storage.ts'
import type { Claim, Life, Seen } from '../loading/load-storage.ts'
import type { Rows } from './rows.ts'
import type { Shelf } from './shelf.ts'

interface Entry {
  readonly kept: Kept | undefined
  readonly freshUntil: number
  readonly staleUntil: number
  readonly retryAt: number
  readonly holder: string | undefined
  readonly leasedUntil: number
  readonly fence: number
}

/** Entries and stamps of tags share a map, so that they are looked at together. */
type Row = Entry | { readonly stamp: string }

const never = Number.POSITIVE_INFINITY
const entryKey = (key: string): string => `e${key}`
const tagKey = (tag: string): string => `t${tag}`
const entries: KeyRange = { low: 'e', high: successor('e') }
const nothing: Pick<Entry, 'kept' | 'freshUntil' | 'staleUntil' | 'retryAt'> = {
  kept: undefined,
  freshUntil: 0,
  staleUntil: 0,
  retryAt: 0,
}
const unheld = { holder: undefined, leasedUntil: 0 }

/** A cache as rows of a map. */
export class MemoryCache implements CacheStorage {
  readonly #shelf: Shelf<Row>

  constructor(shelf: Shelf<Row>) {
    this.#shelf = shelf
  }

  get isTransaction(): boolean {
    return this.#shelf.scope.isTransaction
  }

  get database(): object {
    return this.#shelf.scope.engine
  }

  get lane(): string {
    return this.#shelf.id
  }

  random(bytes: number): Uint8Array {
    return this.#shelf.scope.engine.environment.random(bytes)
  }

  elapsed(): number {
    return this.#shelf.scope.engine.elapsed()
  }

  look(key: string, call: StoreCall): Promise<Seen<Kept> | undefined> {
    return this.#shelf.read(call, (rows, now) => seen(rows, key, now))
  }

  lookMany(keys: readonly string[], call: StoreCall): Promise<readonly (Seen<Kept> | undefined)[]> {
    return this.#shelf.read(call, (rows, now) => keys.map((key) => seen(rows, key, now)))
  }

  claim(key: string, claim: Claim, call: StoreCall): Promise<boolean> {
    const { token, lease, waits } = claim
    return this.#shelf.write(call, undefined, (rows, now) => {
      const before = entryOf(rows, key)
      if (before !== undefined && before.fence !== claim.seen) return false
      if (before !== undefined && waits && before.leasedUntil > now) return false
      const fence = before === undefined ? this.#fence() : before.fence + 1
      rows.put(entryKey(key), {
        ...(before ?? nothing),
        holder: token,
        leasedUntil: now + lease,
        fence,
      })
      return true
    })
  }

  extend(key: string, token: string, lease: number, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, (row, now) => ({ ...row, leasedUntil: now + lease }))
  }

  fill(key: string, token: string, kept: Kept, life: Life, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, (row, now) => ({
      ...lives(kept, life, now),
      ...unheld,
      fence: row.fence,
    }))
  }

  async fail(key: string, token: string, backoff: number, call: StoreCall): Promise<void> {
    await this.#held(key, token, call, (row, now) => ({ ...row, ...unheld, retryAt: now + backoff }))
  }

  async drop(key: string, token: string, call: StoreCall): Promise<void> {
    await this.#held(key, token, call, () => undefined)
  }

  set(key: string, kept: MaybePromise<Kept>, life: Life, call: StoreCall): Promise<void> {
    return this.#shelf.write(call, kept, (rows, now, ready) =>
      rows.put(entryKey(key), { ...lives(ready, life, now), ...unheld, fence: this.#fence() }),
    )
  }

  remove(keys: readonly string[], call: StoreCall): Promise<void> {
    return this.#shelf.write(call, undefined, (rows) => {
      for (const key of keys) rows.remove(entryKey(key))
    })
  }

  removeRange({ low, high }: KeyRange, call: StoreCall): Promise<number> {
    const range = { low: entryKey(low), high: high === undefined ? entries.high : entryKey(high) }
    return this.#shelf.write(call, undefined, (rows, now) => {
      const found = rows.list(range) as readonly (readonly [string, Entry])[]
      for (const [key] of found) rows.remove(key)
      return found.filter(([, row]) => row.kept !== undefined && row.staleUntil > now).length
    })
  }

  /** They are never removed, so they last long enough. */
  stamps(tags: readonly string[], _life: Life, call: StoreCall): Promise<Stamps> {
    return this.#shelf.write(call, undefined, (rows) => {
      for (const tag of tags) if (stampOf(rows, tag) === undefined) this.#renew(rows, tag)
      return Object.fromEntries(tags.map((tag) => [tag, stampOf(rows, tag)!]))
    })
  }

  invalidate(tags: readonly string[], call: StoreCall): Promise<void> {
    return this.#shelf.write(call, undefined, (rows) => {
      for (const tag of tags) this.#renew(rows, tag)
    })
  }

  prune(limit: number, call: StoreCall): Promise<number> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const found = rows.list(entries) as readonly (readonly [string, Entry])[]
      const over = found.filter(([, row]) => row.staleUntil <= now && row.leasedUntil <= now).slice(0, limit)
      for (const [key] of over) rows.remove(key)
      return over.length
    })
  }

  onChange(wake: () => void): () => void {
    return this.#shelf.scope.engine.pulse.listen(wake)
  }

  #renew(rows: Rows<Row>, tag: string): void {
    rows.put(tagKey(tag), { stamp: this.#shelf.scope.engine.nextVersion() })
  }

  #fence(): number {
    return Buffer.from(this.random(6)).readUIntLE(0, 6)
  }

  /** Changes the row of a claim, or removes it. Whether it still was the token's. */
  #held(
    key: string,
    token: string,
    call: StoreCall,
    change: (row: Entry, now: EpochMilliseconds) => Entry | undefined,
  ): Promise<boolean> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const row = entryOf(rows, key)
      if (row?.holder !== token) return false
      const changed = change(row, now)
      if (changed === undefined) rows.remove(entryKey(key))
      else rows.put(entryKey(key), changed)
      return true
    })
  }
}

const entryOf = (rows: Rows<Row>, key: string): Entry | undefined =>
  rows.get(entryKey(key)) as Entry | undefined

const stampOf = (rows: Rows<Row>, tag: string): string | undefined =>
  (rows.get(tagKey(tag)) as { readonly stamp: string } | undefined)?.stamp

const lives = (kept: Kept, { ttl, grace }: Life, now: number): typeof nothing => ({
  kept,
  freshUntil: ttl === null ? never : now + ttl,
  staleUntil: ttl === null ? never : now + ttl + grace,
  retryAt: 0,
})

const seen = (rows: Rows<Row>, key: string, now: EpochMilliseconds): Seen<Kept> | undefined => {
  const row = entryOf(rows, key)
  if (row === undefined) return undefined
  const { kept, holder, fence } = row
  const hasTags = Object.entries(kept?.stamps ?? {}).every(([tag, stamp]) => stampOf(rows, tag) === stamp)
  const isThere = hasTags && row.staleUntil > now
  return {
    value: isThere ? kept : undefined,
    isFresh: isThere && kept !== undefined && row.freshUntil > now,
    mayLoad: row.retryAt <= now,
    holder,
    isLeased: row.leasedUntil > now,
    fence,
  }
}
