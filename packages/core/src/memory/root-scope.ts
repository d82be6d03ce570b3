import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { refuseInsideTransaction } from './context.ts'
import type { Engine } from './engine.ts'
import { refuseIfGivenUp } from './given-up.ts'
import type { Call, Scope, Steps } from './scope.ts'
import type { State } from './state.ts'
import { WriteOrder } from '../door/write-order.ts'

/** The longest an operation outside a transaction waits for the writer, in milliseconds. */
const acquireTimeout = 10_000

/** The database itself: each step commits at once. */
export class RootScope implements Scope {
  readonly engine: Engine
  readonly order: WriteOrder = new WriteOrder()
  readonly isTransaction = false
  readonly isolation: undefined

  constructor(engine: Engine) {
    this.engine = engine
  }

  afterCommit(action: () => void): void {
    action()
  }

  hold(): void {
    throw new TypeError('Cannot hold work outside a transaction')
  }

  async operation<R>(call: Call, body: (steps: Steps) => MaybePromise<R>): Promise<R> {
    const { action, signal } = call
    refuseInsideTransaction(this.engine, action)
    this.engine.refuseNewWork(action)
    refuseIfGivenUp(signal, action)
    const answer = body({
      read: (step) => {
        this.engine.refuseStep(action)
        return step(this.engine.state)
      },
      write: (step) => this.#write(call, step),
      refused: (error) => error,
    })
    return answer instanceof Promise ? this.engine.track(answer) : answer
  }

  #write<R>({ action, signal }: Call, step: (state: State) => R): MaybePromise<R> {
    this.engine.refuseStep(action)
    const entered = this.engine.gate.enter({ timeout: acquireTimeout, signal }, action)
    return entered instanceof Promise ? entered.then(() => this.#apply(step)) : this.#apply(step)
  }

  #apply<R>(step: (state: State) => R): R {
    try {
      return step(this.engine.state)
    } finally {
      this.engine.gate.leave()
      this.engine.pulse.beat()
    }
  }
}
