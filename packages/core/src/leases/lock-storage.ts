import type { StoreCall } from '../door/store-call.ts'
import type { LockState } from '../contracts/locks.ts'
import type { Isolation } from '../contracts/session.ts'
import type { Milliseconds } from '../contracts/environment.ts'

/** Who wants a lock. */
export interface Claim {
  readonly token: string
  readonly ttl: Milliseconds
  readonly owner: string
}

/** What locks are kept in. Each call is atomic, judges by the time of its own statement, and gets a checked, encoded key. */
export interface LockStorage {
  /** Of the transaction; undefined without one. */
  readonly isolation: Isolation | undefined
  /** Random bytes for tokens. */
  random(bytes: number): Uint8Array
  /** The time to count with in this process: monotonic, unless a clock was injected. Milliseconds. */
  elapsed(): number
  /** Grants the lock unless it is held; the fence of the grant, one more than that of the last one. */
  take(key: string, claim: Claim, call: StoreCall): Promise<number | undefined>
  /** Lets a lock that this token holds end `ttl` from now. Whether it is held. */
  extend(key: string, token: string, ttl: Milliseconds, call: StoreCall): Promise<boolean>
  /** Whether this token holds it; on a transaction it stays so until the transaction ends. */
  confirm(key: string, token: string, call: StoreCall): Promise<boolean>
  /** Whether this token held it. */
  release(key: string, token: string, call: StoreCall): Promise<boolean>
  inspect(key: string, call: StoreCall): Promise<LockState | undefined>
  /** Waits for the key and holds it until the transaction ends. */
  hold(key: string, call: StoreCall): Promise<void>
  /** Calls `follow` with what the locks are kept in from then on, once the outermost transaction is committed. Only on a transaction. */
  afterCommit(follow: (storage: LockStorage) => void): void
  /** Calls `wake` when a lock may have been released by this database; returns how to stop. */
  onChange(wake: () => void): () => void
}
