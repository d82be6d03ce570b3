import type { StoreCall } from '../door/store-call.ts'
import { hostname } from 'node:os'
import type { Key, OperationOptions } from '../contracts/key-value.ts'
import type { Lease } from '../contracts/lease.ts'
import type { AcquireOptions, Locks, LockState, WaitOptions } from '../contracts/locks.ts'
import { nextChange, type ChangeSignal } from '../door/change-signal.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { encodeKey } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import { HoldfastError } from '../errors.ts'
import { HeldLock, proofOf } from './held-lock.ts'
import { checkLeaseTtl, defaultLeaseTtl } from './lease-ttl.ts'
import type { Claim, LockStorage } from './lock-storage.ts'

const acquireOptions = ['ttl', 'keepAlive', 'owner', 'signal'] as const

interface Wanted {
  readonly key: string
  readonly claim: Claim
  readonly keepAlive: boolean
}

/** The contract over whatever keeps the locks: who waits and how, and what the holder has in hand. */
export class LeasedLocks implements Locks {
  readonly #storage: LockStorage
  readonly #store: string

  constructor(storage: LockStorage, name: string) {
    this.#storage = storage
    this.#store = `locks(${JSON.stringify(name)})`
  }

  async acquire(key: Key, options?: WaitOptions): Promise<Lease> {
    const call = this.#call('acquire a lock of', options, [...acquireOptions, 'wait', 'interval'])
    const wanted = this.#wanted(key, options, call.action)
    const wait = this.#wait(options, call.action)
    const interval = checkMilliseconds(options?.interval ?? 100, `${call.action} with interval`)
    const deadline = performance.now() + wait
    for (;;) {
      const change =
        wait === 0 ? undefined : this.#change(Math.min(interval, deadline - performance.now()), call)
      try {
        const lease = await this.#try(wanted, call)
        if (lease !== undefined) return lease
        if (change === undefined || performance.now() >= deadline) throw taken(call.action, wait)
        await change.felt
      } finally {
        change?.cancel()
      }
    }
  }

  async tryAcquire(key: Key, options?: AcquireOptions): Promise<Lease | undefined> {
    const call = this.#call('acquire a lock of', options, acquireOptions)
    return this.#try(this.#wanted(key, options, call.action), call)
  }

  async with<R>(key: Key, body: (lease: Lease) => Promise<R>, options?: WaitOptions): Promise<R> {
    if (typeof body !== 'function')
      throw new TypeError(`Cannot run with a lock of ${this.#store}: the body must be a function`)
    const lease = await this.acquire(key, options)
    let result: R
    try {
      result = await body(lease)
    } catch (error) {
      await lease.release()
      throw error
    }
    if (!(await lease.release()))
      throw new HoldfastError(
        'lease-lost',
        `Cannot run with a lock of ${this.#store}: it ended before the work did; give it a longer ttl, and stop at lease.signal`,
      )
    return result
  }

  async confirm(lease: Lease, options?: OperationOptions): Promise<void> {
    const call = this.#call('confirm a lease of', options, ['signal'])
    const { key, token } = proofOf(lease, call.action)
    if (await this.#storage.confirm(key, token, call)) return
    throw new HoldfastError(
      'lease-lost',
      `Cannot ${call.action}: it has ended, and somebody else may hold it; acquire it anew`,
    )
  }

  async inspect(key: Key, options?: OperationOptions): Promise<LockState | undefined> {
    const call = this.#call('inspect a lock of', options, ['signal'])
    return this.#storage.inspect(encodeKey(key, call.action), call)
  }

  async hold(key: Key, options?: OperationOptions): Promise<void> {
    const call = this.#call('hold a key of', options, ['signal'])
    const encoded = encodeKey(key, call.action)
    const { isolation } = this.#storage
    if (isolation === undefined)
      throw new TypeError(`Cannot ${call.action} without a transaction: call it on tx, or use acquire()`)
    // On every engine, also where one writer makes every transaction see what the last one did.
    if (isolation !== 'read-committed')
      throw new TypeError(
        `Cannot ${call.action} in a transaction of isolation "${isolation}", whose snapshot is older than the wait: begin it with isolation "read-committed"`,
      )
    await this.#storage.hold(encoded, call)
  }

  async #try({ key, claim, keepAlive }: Wanted, call: StoreCall): Promise<Lease | undefined> {
    const since = this.#storage.elapsed()
    const fence = await this.#storage.take(key, claim, call)
    return fence === undefined
      ? undefined
      : new HeldLock(this.#storage, key, claim, { fence, since, keepAlive })
  }

  #change(timeout: number, { signal }: StoreCall): ChangeSignal {
    return nextChange((wake) => this.#storage.onChange(wake), Math.max(0, timeout), signal)
  }

  #wait(options: WaitOptions | undefined, action: string): number {
    const isInside = this.#storage.isolation !== undefined
    if (isInside && options?.wait !== undefined && options.wait !== 0)
      throw new TypeError(`Cannot ${action}: a transaction tries once; wait on the database, or use hold()`)
    return isInside ? 0 : checkMilliseconds(options?.wait ?? 10_000, `${action} with wait`)
  }

  #wanted(key: Key, options: AcquireOptions | undefined, action: string): Wanted {
    const { ttl = defaultLeaseTtl, owner, keepAlive = true } = options ?? {}
    if (typeof keepAlive !== 'boolean') throw new TypeError(`Cannot ${action}: keepAlive must be a boolean`)
    return {
      key: encodeKey(key, action),
      claim: {
        token: Buffer.from(this.#storage.random(16)).toString('base64url'),
        ttl: checkLeaseTtl(ttl, action),
        owner: owner === undefined ? here() : checkName(owner, 'owner', action),
      },
      keepAlive: keepAlive && this.#storage.isolation === undefined,
    }
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[]): StoreCall {
    const action = `${what} ${this.#store}`
    checkOptions(options, known, action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}

const here = (): string => `${hostname().slice(0, 40)}:${process.pid}`

const taken = (action: string, wait: number): HoldfastError =>
  new HoldfastError('busy', `Cannot ${action}: somebody else held it for the ${wait} ms to wait`, {
    retryable: true,
  })
