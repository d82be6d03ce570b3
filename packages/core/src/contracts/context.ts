import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'

export interface AppendOptions extends OperationOptions {
  /** Keeps the last so many elements. */
  readonly keep?: number
}

/** A scope as it is listed. */
export interface ContextScope {
  readonly id: string
  readonly createdAt: Date
  /** The last time that anything of it was written, or `touch` was called. Reading does not count. */
  readonly touchedAt: Date
}

/**
 * The values of one scope: of one ticket, session or user. Every write touches the scope in the same transaction, and those of one scope happen one after
 * another, so that `merge` and `append` by several callers and processes lose nothing.
 */
export interface Context {
  get<V = Json>(key: string, options?: OperationOptions): Promise<V | undefined>
  /** Every value by its key, from one snapshot. */
  all(options?: OperationOptions): Promise<Record<string, Json>>
  set(key: string, value: Json, options?: OperationOptions): Promise<void>
  /** Applies a JSON merge patch (RFC 7396) and resolves with the result: null removes a property, what is no object is replaced. */
  merge(key: string, patch: Json, options?: OperationOptions): Promise<Json>
  /** Adds elements to a list and resolves with its length; a missing one begins empty. Throws `invalid-value` when the value is no list. */
  append(key: string, elements: readonly Json[], options?: AppendOptions): Promise<number>
  /** Whether there was one. */
  delete(key: string, options?: OperationOptions): Promise<boolean>
  /** Says that the scope is in use. Makes it when it is new. */
  touch(options?: OperationOptions): Promise<void>
  /** Ends the scope: everything of it is removed. Whether there was anything. */
  end(options?: OperationOptions): Promise<boolean>
}

export interface CleanUpOptions {
  /** Scopes that were not touched for this long are ended. */
  readonly untouchedFor: Milliseconds
  /** The most scopes. Default: all. */
  readonly limit?: number
  /** Begins no further batch of 1 000 scopes after this time. Default: none. */
  readonly budget?: Milliseconds
}

/** Values scoped to a ticket, a session, a user: one kind of scope, by its name. */
export interface Contexts {
  /** The values of one scope. Cheap; nothing is stored before the first write. `id`: 1 to 200 bytes. */
  scope(id: string): Context
  /** Up to `limit` (default 100, at most 1 000) scopes in the order of their ids, behind `after`. */
  list(
    options?: OperationOptions & { readonly after?: string; readonly limit?: number },
  ): Promise<ContextScope[]>
  /**
   * Ends the scopes that were not touched for a time, in batches of their own transactions, and resolves with their number. One that is touched meanwhile
   * stays whole. On a transaction it is one batch of at most 1 000.
   */
  cleanUp(options: CleanUpOptions): Promise<number>
}
