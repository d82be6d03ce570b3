import type { Failure, Statement } from '@holdfast/core'

export type DriverCallKind =
  | 'acquire'
  | 'route'
  | 'begin'
  | 'statement'
  | 'commit'
  | 'rollback'
  | 'stream'
  | 'bulk'

/** One call that core makes of a driver. A pipeline is one call for each of its statements. */
export interface DriverCall {
  /** From 1, over all connections, since the plan was laid. */
  readonly number: number
  readonly kind: DriverCallKind
  /** What is sent, where the call sends a statement. */
  readonly statement?: Statement
  /** What the open transaction holds, `statement` included; empty where none is open. */
  readonly transaction: readonly Statement[]
}

/**
 * What happens to a call in place of its answer. `failure` is what the driver then says of the error, and the layer makes it
 * true: with `ends: 'transaction'` the engine rolls back, with `'connection'` it rolls back and the connection answers
 * nothing more. With `'statement'` nothing else happens, so after a COMMIT or ROLLBACK that fails like that the transaction
 * is still open. `acquire` and `route` leave nothing behind: there `after` is as `before`, and `never` lets the call pass.
 */
export type Fault =
  | { readonly when: 'before' | 'after'; readonly failure: Failure }
  /** No answer until the connection is interrupted; then the statement fails as one that was stopped. */
  | { readonly when: 'never' }

/** Asked at every call; undefined lets it pass. */
export type FaultPlan = (call: DriverCall) => Fault | undefined

/** The error that a disturbed call fails with, in place of a driver's. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault'
  readonly failure: Failure

  constructor(failure: Failure) {
    super('Made up by the suite')
    this.failure = failure
  }
}

/**
 * The failure of a connection that is lost at this call, as a driver knows it: what was inside a transaction is gone with it;
 * a COMMIT, or a statement that commits by itself, may have arrived.
 */
export const lostAt = ({ kind, transaction }: DriverCall): Failure => {
  const isSettled = kind === 'acquire' || kind === 'route' || (kind !== 'commit' && transaction.length > 0)
  return {
    code: 'connection-lost',
    retryable: isSettled,
    outcome: isSettled ? 'not-applied' : 'unknown',
    ends: 'connection',
  }
}
