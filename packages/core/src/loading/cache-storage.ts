import type { StoreCall } from '../door/store-call.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { KeyRange } from '../door/key.ts'
import type { Life, LoadStorage, Seen } from './load-storage.ts'

/** The stamp of each tag when the value began to be made. */
export type Stamps = Readonly<Record<string, string>>

/** A value as it is stored: its JSON text. */
export interface Kept {
  readonly text: string
  readonly stamps?: Stamps | undefined
}

/** What a cache is kept in. Keys and tags are checked and encoded. */
export interface CacheStorage extends LoadStorage<Kept> {
  readonly isTransaction: boolean
  /** What all sessions of one open database have in common, by identity. */
  readonly database: object
  /** The same for all handles of one cache of one tenant. */
  readonly lane: string
  /** From one snapshot, in the order of the keys. */
  lookMany(keys: readonly string[], call: StoreCall): Promise<readonly (Seen<Kept> | undefined)[]>
  set(key: string, kept: MaybePromise<Kept>, life: Life, call: StoreCall): Promise<void>
  /** All or none. */
  remove(keys: readonly string[], call: StoreCall): Promise<void>
  /** The number of values that could still have been given. */
  removeRange(range: KeyRange, call: StoreCall): Promise<number>
  /** The stamps as they are now; tags that have none get one. They last at least as long as what lives so. */
  stamps(tags: readonly string[], life: Life, call: StoreCall): Promise<Stamps>
  /** Whatever has other stamps than these tags have from now on is gone. */
  invalidate(tags: readonly string[], call: StoreCall): Promise<void>
  /** Removes up to `limit` rows that nothing can come of; the number of values among them. */
  prune(limit: number, call: StoreCall): Promise<number>
}
