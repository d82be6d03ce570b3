import type { Isolation } from '../contracts/session.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { HoldfastError } from '../errors.ts'
import type { Engine } from './engine.ts'
import { refuseIfGivenUp } from './given-up.ts'
import type { Call, Scope, Steps } from './scope.ts'
import type { State } from './state.ts'
import type { TransactionMode } from './transaction-mode.ts'
import { WriteOrder } from '../door/write-order.ts'

/** One transaction or one savepoint of it, on a fork of the state around it. */
export class TransactionScope implements Scope {
  readonly engine: Engine
  readonly order: WriteOrder = new WriteOrder()
  readonly isTransaction = true
  readonly state: State
  readonly mode: TransactionMode
  readonly afterCommits: (() => void | Promise<void>)[] = []
  /** Rejects when the transaction is stopped from outside. */
  readonly stopped: Promise<never>
  readonly #parent: TransactionScope | undefined
  #reject: (error: HoldfastError) => void = () => undefined
  #stoppedBy: HoldfastError | undefined
  /** What made it rollback-only. */
  #failure: HoldfastError | undefined
  #child: TransactionScope | undefined
  #pending = 0
  readonly #held: Promise<void>[] = []
  /** What work failed with that nobody waited for. */
  #refusal: Error | undefined
  #hasEnded = false

  constructor(engine: Engine, around: State, mode: TransactionMode, parent?: TransactionScope) {
    this.engine = engine
    this.state = around.fork()
    this.mode = mode
    this.#parent = parent
    this.stopped = new Promise((_, reject) => {
      this.#reject = reject
    })
    // It may be stopped when nobody waits any more.
    this.stopped.catch(() => undefined)
  }

  get isolation(): Isolation {
    return this.mode.isolation
  }

  /** The outermost transaction. */
  get whole(): TransactionScope {
    return this.#parent?.whole ?? this
  }

  get isActive(): boolean {
    return !this.#hasEnded && (this.#parent?.isActive ?? true)
  }

  nest(mode: TransactionMode): TransactionScope {
    this.#child = new TransactionScope(this.engine, this.state, mode, this)
    return this.#child
  }

  /** Throws unless this handle may be used now. */
  check(action: string): void {
    if (!this.isActive) throw new HoldfastError('closed', `Cannot ${action}: the transaction has ended`)
    if (this.#child?.isActive === true) {
      throw new TypeError(
        `Cannot ${action}: a nested transaction is open; use its own handle until it has ended`,
      )
    }
    if (this.#failure !== undefined) throw aborted(action, this.#failure)
  }

  afterCommit(action: () => void): void {
    this.afterCommits.push(action)
  }

  hold(work: Promise<unknown>, action: string): void {
    const failed = (error: unknown): void => {
      this.#refusal ??= error as Error
    }
    this.#held.push(work.then(() => undefined, failed))
    this.check(action)
  }

  /** Waits for the work that is held. */
  async settle(): Promise<void> {
    for (let work = this.#held.shift(); work !== undefined; work = this.#held.shift()) await work
  }

  async operation<R>({ action, signal }: Call, body: (steps: Steps) => MaybePromise<R>): Promise<R> {
    this.check(action)
    refuseIfGivenUp(signal, action)
    return this.track(async () => {
      const answer = await body({
        read: (step) => {
          this.check(action)
          return step(this.state)
        },
        write: (step) => {
          this.check(action)
          if (this.mode.readOnly) throw this.#fail(readOnly(action))
          return step(this.state)
        },
        refused: (error) => this.#fail(error),
      })
      await answerLater()
      return answer
    })
  }

  /** Counts work as unfinished until it settles, so that the callback cannot return before it. */
  async track<R>(work: () => Promise<R>): Promise<R> {
    this.#pending++
    try {
      return await work()
    } finally {
      this.#pending--
    }
  }

  stop(error: HoldfastError): void {
    this.#stoppedBy ??= error
    this.end()
    this.#reject(error)
  }

  /** Throws if the callback that has returned must not be committed. */
  finish(): void {
    if (this.#stoppedBy !== undefined) throw this.#stoppedBy
    if (this.#pending > 0) {
      throw new TypeError(
        'Cannot commit: the callback returned while a call was still running; await every call of tx',
      )
    }
    if (this.#refusal !== undefined) throw this.#refusal
    if (this.#failure !== undefined) throw aborted('commit', this.#failure)
    this.end()
  }

  end(): void {
    this.#hasEnded = true
  }

  #fail(error: HoldfastError): HoldfastError {
    this.#failure ??= error
    return error
  }
}

const aborted = (action: string, cause: HoldfastError): HoldfastError =>
  new HoldfastError(
    'aborted',
    `Cannot ${action}: the transaction has failed (${cause.code}) and can only roll back`,
    {
      cause,
    },
  )

const readOnly = (action: string): HoldfastError =>
  new HoldfastError('read-only', `Cannot ${action}: the transaction may only read`)

/** An engine answers in a later turn: a callback that does not wait for its answer must be found out here too. */
async function answerLater(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await Promise.resolve()
}
