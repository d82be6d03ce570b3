import type { StoreCall } from '../door/store-call.ts'
import type { LockState } from '../contracts/locks.ts'
import type { Isolation } from '../contracts/session.ts'
import type { Claim, LockStorage } from '../leases/lock-storage.ts'
import { RootScope } from './root-scope.ts'
import type { Shelf } from './shelf.ts'
import type { Rows } from './rows.ts'

interface LockRow {
  readonly token: string | undefined
  readonly fence: number
  readonly owner: string
  readonly grantedAt: number
  readonly end: number
}

/** Locks as rows of a map. */
export class MemoryLocks implements LockStorage {
  readonly #shelf: Shelf<LockRow>

  constructor(shelf: Shelf<LockRow>) {
    this.#shelf = shelf
  }

  get isolation(): Isolation | undefined {
    return this.#shelf.scope.isolation
  }

  random(bytes: number): Uint8Array {
    return this.#shelf.scope.engine.environment.random(bytes)
  }

  elapsed(): number {
    return this.#shelf.scope.engine.elapsed()
  }

  async take(key: string, { token, ttl, owner }: Claim, call: StoreCall): Promise<number | undefined> {
    // A write wakes who waits, as the caller may himself: one that finds the lock held would wake him for ever.
    const isTaken = await this.#shelf.read(call, (rows, now) => isHeld(rows.get(key), now))
    if (isTaken && !this.#shelf.scope.isTransaction) return undefined
    return this.#shelf.write(call, undefined, (rows, now) => {
      const before = rows.get(key)
      const fence = (before?.fence ?? 0) + 1
      if (isHeld(before, now)) return undefined
      rows.put(key, { token, fence, owner, grantedAt: now, end: now + ttl })
      return fence
    })
  }

  extend(key: string, token: string, ttl: number, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, (row, now) => ({ ...row, end: now + ttl }))
  }

  confirm(key: string, token: string, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, (row) => row)
  }

  release(key: string, token: string, call: StoreCall): Promise<boolean> {
    return this.#held(key, token, call, (row) => ({ ...row, token: undefined }))
  }

  inspect(key: string, call: StoreCall): Promise<LockState | undefined> {
    return this.#shelf.read(call, (rows, now) => {
      const row = rows.get(key)
      if (!isHeld(row, now)) return undefined
      const { fence, owner, grantedAt, end } = row
      return { fence, owner, grantedAt: new Date(grantedAt), expiresAt: new Date(end) }
    })
  }

  /** A transaction has the one writer's turn when it writes. */
  async hold(_key: string, call: StoreCall): Promise<void> {
    await this.#shelf.write(call, undefined, () => undefined)
  }

  afterCommit(follow: (storage: LockStorage) => void): void {
    const { engine } = this.#shelf.scope
    this.#shelf.scope.afterCommit(() => follow(new MemoryLocks(this.#shelf.on(new RootScope(engine)))))
  }

  onChange(wake: () => void): () => void {
    return this.#shelf.scope.engine.pulse.listen(wake)
  }

  #held(
    key: string,
    token: string,
    call: StoreCall,
    change: (row: LockRow, now: number) => LockRow,
  ): Promise<boolean> {
    return this.#shelf.write(call, undefined, (rows: Rows<LockRow>, now) => {
      const row = rows.get(key)
      if (!isHeld(row, now) || row.token !== token) return false
      rows.put(key, change(row, now))
      return true
    })
  }
}

const isHeld = (row: LockRow | undefined, now: number): row is LockRow =>
  row !== undefined && row.token !== undefined && row.end > now
