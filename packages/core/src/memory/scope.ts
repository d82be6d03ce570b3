import type { Isolation } from '../contracts/session.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { HoldfastError } from '../errors.ts'
import type { Engine } from './engine.ts'
import type { State } from './state.ts'
import type { WriteOrder } from '../door/write-order.ts'

/** What a call does, for messages, and how its caller gives up. */
export interface Call {
  readonly action: string
  readonly signal?: AbortSignal | undefined
}

/** The steps of one operation: each is atomic, and refused once the scope has ended. */
export interface Steps {
  read<R>(body: (state: State) => R): R
  /** Waits for the writer where that is needed. */
  write<R>(body: (state: State) => R): MaybePromise<R>
  /** The error of a statement that was refused: after it a transaction can only roll back. */
  refused(error: HoldfastError): HoldfastError
}

/** What a store sees of the database: the database itself or a transaction; it cannot tell which. */
export interface Scope {
  readonly engine: Engine
  readonly order: WriteOrder
  readonly isTransaction: boolean
  /** Of the transaction; undefined without one. */
  readonly isolation: Isolation | undefined
  /** Runs `action` once all that was done in the outermost transaction is committed; at once without one. */
  afterCommit(action: () => void): void
  /** Work that nobody waits for: the transaction does not end before it, and if it fails, the transaction does. Only on a transaction. */
  hold(work: Promise<unknown>, action: string): void
  /** Runs a whole call of the public API, which counts as unfinished until it has answered. */
  operation<R>(call: Call, body: (steps: Steps) => MaybePromise<R>): Promise<R>
}
