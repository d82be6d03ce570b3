import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Isolation, TransactionOptions } from '../contracts/session.ts'
import type { HoldfastError } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import type { KeyedOperation, KeyedWrite } from './keyed-operation.ts'
import type { Rider } from './unawaited.ts'
import type { Reach } from './watchers.ts'
import type { Bound, Result, Statement } from './statement.ts'

/** All that a store sees of a database. One is the database itself, another a transaction; a store cannot tell. */
export interface Executor {
  readonly dialect: Dialect
  /** What all sessions of one open database have in common, by identity. */
  readonly database: object
  /** What a transaction and the ones nested in it have in common, by identity; the database without one. */
  readonly whole: object
  /** The tenant; empty for none. */
  readonly ns: string
  /** Whether it sees every tenant's rows, where a table belongs to tenants. */
  readonly isSystem: boolean
  /** True for a transaction. */
  readonly isTransaction: boolean
  /** What the transaction asked for; undefined without one. */
  readonly isolation: Isolation | undefined
  /** A transaction that only reads. */
  readonly isReadOnly: boolean
  /** Throws what any call would throw before it sends something: the database is closed, or used inside its own transaction. */
  check(action: string): void
  /** The time to bind for `dialect.now`: the injected clock's, null where the server knows it, else the process's. */
  time(): EpochMilliseconds | null
  /** The time to count with in this process, as how long a lease was held: monotonic, unless a clock was injected. Milliseconds. */
  elapsed(): number
  /** Random bytes for version stamps. */
  random(bytes: number): Uint8Array
  /** A point read. It may share a statement with others that have not been sent; it answers in-thread where the engine does. */
  read<R>(operation: KeyedOperation<R>, call: Call): MaybePromise<R>
  /** A keyed write, atomic alone. Its answer comes after the commit that holds it. */
  write<R>(operation: KeyedWrite<R>, call: Call): Promise<R>
  /** One statement of its own. */
  query(statement: Statement, route: 'read' | 'write', call: Call): MaybePromise<Result>
  /** Several operations that commit together: in this transaction, or in one of their own. */
  transaction<R>(body: (inner: Executor) => Promise<R>, options?: TransactionOptions): Promise<R>
  /** All operations in this transaction, sharing statements where shapes are equal. Only on a transaction. */
  writeAll(operations: readonly KeyedWrite<unknown>[], call: Call): Promise<void>
  /** Several statements in this transaction that do not depend on each other's answers, in one flush where the engine can. Only on a transaction. */
  together(statements: readonly Statement[], call: Call): Promise<void>
  /** Sends a statement with the next one of this transaction, or with its commit, and does not wait: if it fails, the transaction does. Only on a transaction. */
  ride(rider: Rider): void
  /** Work in this transaction that nobody waits for: the commit does, and if it fails, the transaction does. Only on a transaction. */
  hold(work: Promise<unknown>, call: Call): void
  /** Inserts chunks of rows the fastest way the engine has. Only on a transaction. `table` and `columns` are names in the database. */
  bulk(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Bound[])[]>,
    call: Call,
  ): Promise<number>
  /** Notes a violation that the library found in place of the engine: a transaction can then only roll back, as after one of the engine's. Gives it back. */
  fail(error: HoldfastError): HoldfastError
  /**
   * Whether a write that is sent alone must be in a transaction, so that the triggers of tracked tables can be told first who is at work. `isMany`: it may change several
   * rows, whose changes shall be seen to belong together. Never in a transaction, which tells by itself.
   */
  tellsFirst(isMany: boolean): boolean
  /** Runs `action` with the database itself after the outermost commit; a failure is logged. Only on a transaction. */
  afterCommit(action: (root: Executor) => void | Promise<void>): void
  /** Tells watchers that a store changed: at once on the database, after the commit in a transaction. `reach`: those of this process, if it is left out. */
  changed(lane: string, reach?: Reach): void
  /** Calls `wake` after each change of the store by this database, and with `everywhere` when other processes tell; returns how to stop. */
  onChange(lane: string, wake: () => void, reach?: Reach): () => void
}

/** What a caller asked for, in words for an error message, and how it may be given up. */
export interface Call {
  /** As "set a key in keyValue("workflow")": an error says "Cannot <action>: …". */
  readonly action: string
  readonly signal?: AbortSignal | undefined
}
