import type { Milliseconds } from './environment.ts'
import type { Key, OperationOptions } from './key-value.ts'
import type { Lease } from './lease.ts'

export interface AcquireOptions extends OperationOptions {
  /** The lock ends this long after it was granted or last extended. Default 30 000. */
  readonly ttl?: Milliseconds
  /** Extends it at every third of `ttl` until it is released. Default true. What a transaction was granted is extended by `lease.extend()` only. */
  readonly keepAlive?: boolean
  /** Who holds it, as others are told by `inspect`. At most 63 bytes. Default: the host's name and the process id. */
  readonly owner?: string
}

export interface WaitOptions extends AcquireOptions {
  /** The longest wait for a lock that somebody holds, before `busy`. Default 10 000; 0 tries once. */
  readonly wait?: Milliseconds
  /** While it waits, how often a release by another process is looked for. Default 100. One by this process shows at once. */
  readonly interval?: Milliseconds
}

export interface LockState {
  readonly fence: number
  readonly owner: string
  readonly grantedAt: Date
  readonly expiresAt: Date
}

/**
 * Locks by key across processes and hosts, as leases with a fencing token. At most one holds a key at any time that the database tells; none is held
 * longer than its `ttl` after its holder was killed. Which of several that wait comes next is not promised.
 *
 * On a transaction a grant, a release and an extension take effect with its commit; `acquire` then tries once.
 */
export interface Locks {
  /** Waits for the lock of a key. Throws `busy` when it was not free in time. Cost: one write, and one at each look while it waits. */
  acquire(key: Key, options?: WaitOptions): Promise<Lease>
  /** The lock of a key if it is free now. One write. */
  tryAcquire(key: Key, options?: AcquireOptions): Promise<Lease | undefined>
  /** Runs `body` with the lock and releases it then. Throws `lease-lost` if the lock ended before `body` did; what `body` did stays. */
  with<R>(key: Key, body: (lease: Lease) => Promise<R>, options?: WaitOptions): Promise<R>
  /**
   * Throws `lease-lost` unless the lease is held now. On a transaction nobody else can get the lock before it ends, so that what it writes is written by
   * the holder: `tx.locks('jobs').confirm(lease)` first, the work after it.
   */
  confirm(lease: Lease, options?: OperationOptions): Promise<void>
  /** Who holds a key; undefined when nobody does. */
  inspect(key: Key, options?: OperationOptions): Promise<LockState | undefined>
  /**
   * Only on a transaction: waits for the key and holds it until the transaction ends, without a lease and without a row. It asks for
   * `isolation: 'read-committed'` (else `TypeError`): a snapshot is older than the wait, and would not show what the last holder did. The engine's
   * advisory lock where several can write, else the one writer's turn, which the transaction has already. It has nothing to do with leases on that key.
   */
  hold(key: Key, options?: OperationOptions): Promise<void>
}
