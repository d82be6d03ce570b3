import type { StoreCall } from '../../door/store-call.ts'
import type { Milliseconds } from '../../contracts/environment.ts'
import type { LockState } from '../../contracts/locks.ts'
import type { Isolation } from '../../contracts/session.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import type { Bound } from '../../database/statement.ts'
import { foldKey } from '../../door/key.ts'
import type { Claim, LockStorage } from '../../leases/lock-storage.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { shapesOf, type Shapes } from './shapes.ts'

/** Locks as rows. A row that is taken is updated in one statement, which the engine lets one writer do at a time. */
export class SqlLocks implements LockStorage {
  readonly #access: StoreAccess
  readonly #shapes: Shapes
  readonly #name: string

  constructor(executor: Executor, name: string) {
    this.#access = new StoreAccess(executor, 'locks', name)
    this.#shapes = shapesOf(executor.dialect, this.#access.space, this.#access.lane)
    this.#name = name
  }

  get isolation(): Isolation | undefined {
    return this.#access.executor.isolation
  }

  random(bytes: number): Uint8Array {
    return this.#access.executor.random(bytes)
  }

  elapsed(): number {
    return this.#access.executor.elapsed()
  }

  take(key: string, { token, ttl, owner }: Claim, call: StoreCall): Promise<number | undefined> {
    return this.#write('take', key, [token, ttl, owner], call, (row) =>
      row === undefined ? undefined : Number(row[1]),
    )
  }

  extend(key: string, token: string, ttl: Milliseconds, call: StoreCall): Promise<boolean> {
    return this.#write('extend', key, [token, ttl], call, isThere)
  }

  confirm(key: string, token: string, call: StoreCall): Promise<boolean> {
    return this.#write('confirm', key, [token], call, isThere)
  }

  release(key: string, token: string, call: StoreCall): Promise<boolean> {
    return this.#write('release', key, [token], call, isThere)
  }

  async inspect(key: string, call: StoreCall): Promise<LockState | undefined> {
    const { space, executor } = this.#access
    const bound = space.bind(key)
    return this.#access.read(
      {
        shape: this.#shapes.inspect,
        key: bound,
        row: [bound],
        answer: (row) => {
          const now = executor.time()
          const isHeld = row !== undefined && row[2] !== null && (now === null || Number(row[2]) > now)
          if (!isHeld) return undefined
          return {
            fence: Number(row[1]),
            owner: String(row[3]),
            grantedAt: new Date(Number(row[4])),
            expiresAt: new Date(Number(row[2])),
          }
        },
      },
      call,
    )
  }

  async hold(key: string, { action, signal }: StoreCall): Promise<void> {
    const { executor } = this.#access
    const { dialect } = executor
    if (dialect.holdKey === undefined) return
    const text = `select ${dialect.holdKey(dialect.placeholder(1))}`
    const values = [foldKey(['locks', executor.ns, this.#name, key])]
    await executor.query({ text, values, cache: true, summary: 'HOLD' }, 'write', { action, signal })
  }

  afterCommit(follow: (storage: LockStorage) => void): void {
    this.#access.executor.afterCommit((root) => follow(new SqlLocks(root, this.#name)))
  }

  onChange(wake: () => void): () => void {
    return this.#access.executor.onChange(this.#access.lane, wake)
  }

  #write<R>(
    kind: keyof Shapes,
    key: string,
    values: readonly Bound[],
    call: StoreCall,
    answer: KeyedWrite<R>['answer'],
  ): Promise<R> {
    const bound = this.#access.space.bind(key)
    return this.#access.writeInOrder(
      undefined,
      call,
      () => ({ shape: this.#shapes[kind], key: bound, row: [bound, ...values], answer }),
      // Who waits tries to take the lock himself: only a release is worth another look.
      (result) => kind === 'release' && result === true,
    )
  }
}

const isThere: KeyedWrite<boolean>['answer'] = (row) => row !== undefined
