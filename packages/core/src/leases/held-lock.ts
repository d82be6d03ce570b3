import type { StoreCall } from '../door/store-call.ts'
import type { Lease } from '../contracts/lease.ts'
import { checkLeaseTtl } from './lease-ttl.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import type { Claim, LockStorage } from './lock-storage.ts'

const tokens = new WeakMap<Lease, { readonly key: string; readonly token: string }>()

/** What shows that somebody holds a lock. Throws `TypeError` for what is no lease of a lock. */
export const proofOf = (lease: Lease, action: string): { readonly key: string; readonly token: string } => {
  const proof = typeof lease === 'object' && lease !== null ? tokens.get(lease) : undefined
  if (proof === undefined)
    throw new TypeError(`Cannot ${action}: give the lease that acquire() resolved with`)
  return proof
}

/** The lease of a lock that was granted. */
export class HeldLock implements Lease {
  readonly fence: number
  #storage: LockStorage
  readonly #keeper: LeaseKeeper
  readonly #key: string
  readonly #token: string
  #released: Promise<boolean> | undefined

  constructor(
    storage: LockStorage,
    key: string,
    { token, ttl }: Claim,
    grant: { readonly fence: number; readonly since: number; readonly keepAlive: boolean },
  ) {
    const call: StoreCall = { action: 'keep a lock', signal: undefined }
    this.fence = grant.fence
    this.#storage = storage
    this.#key = key
    this.#token = token
    this.#keeper = new LeaseKeeper(
      {
        ttl,
        since: grant.since,
        clock: () => this.#storage.elapsed(),
        action: call.action,
        extend: (time) => this.#storage.extend(key, token, time, call),
      },
      grant.keepAlive,
    )
    tokens.set(this, { key, token })
    // What a transaction grants outlives it.
    if (storage.isolation !== undefined)
      storage.afterCommit((root) => {
        this.#storage = root
      })
  }

  get signal(): AbortSignal {
    return this.#keeper.signal
  }

  async extend(ttl?: number): Promise<void> {
    await this.#keeper.extend(ttl === undefined ? undefined : checkLeaseTtl(ttl, 'extend a lock'))
  }

  release(): Promise<boolean> {
    this.#keeper.stop()
    this.#released ??= this.#storage.release(this.#key, this.#token, {
      action: 'release a lock',
      signal: undefined,
    })
    return this.#released
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }
}
