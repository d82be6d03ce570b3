import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { foldKey } from '../door/key.ts'
import { Row } from './row.ts'
import type { Call, Scope, Steps } from './scope.ts'
import type { Table } from './table.ts'
import type { ValueCodec } from './value-codec.ts'

/** One moment of a store: its table, and the instant by which expiry is judged. */
export interface Moment {
  readonly table: Table
  readonly now: EpochMilliseconds
}

/** What an entry becomes: `ttl` is a time to live, null for ever, undefined to keep the expiry that it has. */
export interface Write {
  readonly value: string
  readonly version: string
  readonly ttl: number | null | undefined
}

/** One store of one tenant, bound to the database or to a transaction. */
export class Store<V> {
  readonly scope: Scope
  readonly name: string
  readonly codec: ValueCodec<V>
  readonly #id: string
  readonly #ttl: number | null

  constructor(scope: Scope, ns: string, name: string, codec: ValueCodec<V>, ttl: number | null) {
    this.scope = scope
    this.name = name
    this.codec = codec
    this.#id = foldKey([ns, name])
    this.#ttl = ttl
  }

  /** The time to live of a write that names `ttl`, or nothing. */
  ttl(ttl: number | null | undefined): number | null {
    return ttl === undefined ? this.#ttl : ttl
  }

  read<R>(call: Call, body: (moment: Moment) => R): Promise<R> {
    return this.scope.operation(call, (steps) => this.look(steps, body))
  }

  /** One atomic write, in its turn; what must be waited for first is `prepared`. */
  write<P, R>(call: Call, prepared: MaybePromise<P>, body: (moment: Moment, prepared: P) => R): Promise<R> {
    return this.scope.operation(call, (steps) =>
      this.scope.order.run(this.#id, prepared, (ready) =>
        this.change(steps, (moment) => body(moment, ready)),
      ),
    )
  }

  look<R>(steps: Steps, body: (moment: Moment) => R): R {
    return steps.read((state) => body({ table: state.read(this.#id), now: this.scope.engine.now() }))
  }

  change<R>(steps: Steps, body: (moment: Moment) => R): MaybePromise<R> {
    return steps.write((state) => body({ table: state.write(this.#id), now: this.scope.engine.now() }))
  }

  /** The row of a write: an entry that exists keeps the time of its creation. */
  row({ table, now }: Moment, key: string, { value, version, ttl }: Write): Row {
    const before = table.get(key, now)
    const kept = before?.expiresAt ?? null
    const expiresAt = ttl === undefined ? kept : ttl === null ? null : now + ttl
    return new Row({ value, version, createdAt: before?.createdAt ?? now, updatedAt: now, expiresAt })
  }
}
