import type { MaybePromise } from '../../contracts/maybe-promise.ts'
import type { Call, Executor } from '../../database/executor.ts'
import type { KeyedOperation, KeyedWrite } from '../../database/keyed-operation.ts'
import { WriteOrder } from '../../door/write-order.ts'
import { KeySpace } from './key-space.ts'

/** How the methods of one handle of a store reach the executor: where its rows are, and the order of its writes. */
export class StoreAccess {
  readonly executor: Executor
  /** Names the store: its writes apply in the order of their calls, and who watches it is woken by them. */
  readonly lane: string
  readonly space: KeySpace
  readonly order: WriteOrder

  /** `kind` is the store's, as `key-value`; `name` the one that the caller gave it. */
  constructor(executor: Executor, kind: string, name: string) {
    this.executor = executor
    this.lane = `${kind}\u0000${executor.ns}\u0000${name}`
    this.space = new KeySpace(executor.dialect, executor.ns, name)
    this.order = orderOf(executor)
  }

  /**
   * Sends one keyed write, behind those that were called earlier; `prepared` is what an asynchronous schema still checks. `wakes`: whether it is
   * news for those who watch the store; what they send themselves while they wait must not be.
   */
  async writeInOrder<P, R>(
    prepared: MaybePromise<P>,
    call: Call,
    make: (prepared: P) => KeyedWrite<R>,
    wakes: (result: R) => boolean = always,
  ): Promise<R> {
    const result = await this.order.run(this.lane, prepared, (ready) =>
      this.executor.write(make(ready), call),
    )
    if (wakes(result)) this.executor.changed(this.lane)
    return result
  }

  read<R>(operation: KeyedOperation<R>, call: Call): MaybePromise<R> {
    return this.executor.read(operation, call)
  }
}

const always = (): boolean => true

/** Handles of one session share the order of their writes. */
const orders = new WeakMap<Executor, WriteOrder>()

const orderOf = (executor: Executor): WriteOrder => {
  let order = orders.get(executor)
  if (order === undefined) orders.set(executor, (order = new WriteOrder()))
  return order
}
