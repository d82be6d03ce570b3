import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { foldKey } from '../door/key.ts'
import type { Rows } from './rows.ts'
import type { Call, Scope } from './scope.ts'

/** `kind` is the store's, as `locks`; `name` the one that the caller gave it. */
export const shelfId = (kind: string, ns: string, name: string): string => foldKey([kind, ns, name])

/** Where the rows of one store of one tenant stand, bound to the database or to a transaction. */
export class Shelf<R> {
  readonly scope: Scope
  /** Of the store, in the whole database. */
  readonly id: string

  constructor(scope: Scope, id: string) {
    this.scope = scope
    this.id = id
  }

  /** The same shelf in another scope. */
  on(scope: Scope): Shelf<R> {
    return new Shelf(scope, this.id)
  }

  /** One atomic look. */
  read<T>(call: Call, body: (rows: Rows<R>, now: EpochMilliseconds) => T): Promise<T> {
    return this.scope.operation(call, (steps) =>
      steps.read((state) => body(state.rows<R>(this.id), this.scope.engine.now())),
    )
  }

  /** One atomic write, behind those that were called earlier; what must be waited for first is `prepared`. */
  write<P, T>(
    call: Call,
    prepared: MaybePromise<P>,
    body: (rows: Rows<R>, now: EpochMilliseconds, prepared: P) => T,
  ): Promise<T> {
    return this.scope.operation(call, (steps) =>
      this.scope.order.run(this.id, prepared, (ready) =>
        steps.write((state) => body(state.writableRows<R>(this.id), this.scope.engine.now(), ready)),
      ),
    )
  }
}
