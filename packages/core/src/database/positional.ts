import type { Capabilities } from '../contracts/capabilities.ts'
import type { SqlQuery, StatementOptions, StreamOptions } from '../contracts/sql.ts'
import type { HoldfastError } from '../errors.ts'
import type { Result } from './statement.ts'
import type { ReadRows } from './stream-rows.ts'

/** Where a session keeps its `PositionalSql`. Registered, so that a second copy of core finds it too. */
export const positional: unique symbol = Symbol.for('holdfast.positional.1')

/**
 * What a query builder needs of a session beside the public contract: rows by position, in which two columns may have one
 * name, and the count of changed rows beside the rows. Not part of the contract, because only sessions that speak SQL have it.
 */
export interface PositionalSql {
  readonly backend: string
  readonly capabilities: Capabilities
  readonly isTransaction: boolean
  /** Why the transaction was stopped from outside, which its statements tell only as an echo. */
  readonly stoppedBy: HoldfastError | undefined
  result(query: SqlQuery, options?: StatementOptions): Promise<Result>
  stream<R>(query: SqlQuery, read: ReadRows<R>, options?: StreamOptions): AsyncIterable<R>
}

/** Undefined for a session that does not speak SQL, and for what is no session. */
export const positionalOf = (session: unknown): PositionalSql | undefined =>
  typeof session === 'object' && session !== null && positional in session
    ? (session as { readonly [positional]: PositionalSql })[positional]
    : undefined
