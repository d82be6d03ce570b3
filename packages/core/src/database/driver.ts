import type { EngineFacts } from '../contracts/backend.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Isolation } from '../contracts/session.ts'
import type { Tenancy } from '../door/tenancy.ts'
import type { ErrorCode, Outcome } from '../errors.ts'
import type { Notices } from './notices.ts'
import type { Bound, RowPage, Result, Settled, Statement } from './statement.ts'

/** All that a SQL backend writes, beside its dialect: connections, and the meaning of its errors. */
export interface Driver {
  readonly facts: EngineFacts
  /**
   * Who waits for whom. With one writer, core's gate hands out `write` and `exclusive` in order of arrival, one at a time,
   * and `exclusive` after every reader has left; the driver then only returns its writer. With `readers: 'shared'` a read
   * takes the same gate, because there is one connection for everything.
   */
  readonly lanes: { readonly writers: 1 | 'many'; readonly readers: 'own' | 'shared' }
  /**
   * Throws (its own or a `HoldfastError`) `busy` at `wait.deadline` and `cancelled` when the signal aborts. Where the dialect has
   * a `tenantGuard`, everything that is sent until the release is sent for `tenancy`, left out for nobody; elsewhere it is never given.
   */
  acquire(kind: Route, wait: Wait, tenancy?: Tenancy): MaybePromise<Connection>
  /** Which connection a raw statement needs. A text that cannot be parsed is a `read`: the engine will answer. */
  route(text: string): MaybePromise<Route>
  /** What an error of this driver means. Called for everything that `Connection` rejects with. */
  failure(error: unknown, phase: Phase): Failure
  /** After a lost COMMIT: what became of the transaction with this token, asked on another connection. */
  settle?(token: string): Promise<'committed' | 'aborted' | 'unknown'>
  /** Left out where a session cannot hold one, or where sessions are shared by a pooler. */
  readonly sessionLock?: SessionLock
  /** Left out where one process hears nothing of another, or where sessions are shared by a pooler. */
  readonly notices?: Notices
  /** Whether two statements outside of a transaction may run in two sessions, as behind a pooler. Default: no. */
  readonly sharesSessions?: boolean
  /** Left out where a database is no file of its own. */
  readonly copies?: DatabaseCopies
  /** Left out where a database has a file of its own, or where sessions are shared by a pooler. */
  readonly scratch?: ScratchCopies
  /** Frees everything. Called once, when no connection is out. */
  close(): Promise<void>
}

/** Copies of the whole database, made through the engine. */
export interface DatabaseCopies {
  /**
   * Writes everything that is committed into a database file that does not exist yet, outside of any transaction and without stopping the
   * event loop for long. The caller sees to it that nobody writes.
   */
  make(file: string): Promise<void>
  /** About how many bytes `make` will write. */
  size(): MaybePromise<number>
  /** Opens a file that `make` has written, with the settings of this driver. */
  open(file: string): Promise<Driver>
  /**
   * Lets go of the database's file, waits until `swap` has put another one in its place, and goes on with that one. The caller sees to it that nobody has a connection. Rejects with
   * `in-use` while another process has the file, and with `unsupported` for a database in memory.
   */
  replace<R>(swap: (file: string) => Promise<R>): Promise<R>
  /** What the name of a file of this engine ends with, and those of the files that it keeps beside it. */
  readonly extension: string
  readonly beside: readonly string[]
}

/** Copies of a database beside it on its server. */
export interface ScratchCopies {
  /** About how many bytes a copy takes. */
  size(send: SendAlone): Promise<number>
  /** Makes one and opens it; closing it removes it. Rejects with a `HoldfastError` that says why there is none. */
  make(send: SendAlone): Promise<Driver>
}

/** Runs a statement outside of a transaction, on a connection that stays in use: a server may demand that no other one is. */
export type SendAlone = (toSend: Statement) => Promise<Result>

/** `exclusive` runs alone: no writer and no reader beside it. */
export type Route = 'read' | 'write' | 'exclusive'

export type Phase = 'acquire' | 'statement' | 'commit'

export interface Wait {
  /** On the scale of `performance.now()`. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
}

/** One connection, used by one owner at a time. Statements sent while one runs are the driver's to queue, in order. */
export interface Connection {
  /** Runs one statement. An in-thread engine answers at once, without a promise. */
  execute(statement: Statement): MaybePromise<Result>
  /**
   * Runs all in order with one flush where the engine can, as a loop elsewhere. It never rejects; each answer tells its own
   * fate. A loop stops at the first failure and repeats that error for the rest (a ROLLBACK is run all the same): behind a
   * BEGIN that failed a statement would commit by itself.
   */
  pipeline(statements: readonly Statement[]): MaybePromise<readonly Settled<Result>[]>
  /**
   * Needed where the dialect's `batch.commit` is `each`: runs each statement as a transaction of its own, read committed
   * and one behind the other, in one flush where the engine can. None waits longer than `lockTimeout` milliseconds for a
   * lock, and a `relaxed` one for no disk. It never rejects.
   */
  commitEach?(statements: readonly Statement[], lockTimeout: number): MaybePromise<readonly Committed[]>
  /** The statements that begin a transaction of this mode; they are sent together with its first statement. */
  begin(mode: BeginMode): readonly Statement[]
  /** Whether a transaction is open, asked after every failure. */
  readonly inTransaction: boolean
  /** Rows in chunks of about `rows`, in flat memory. Returning early ends the statement on the server too. */
  stream(statement: Statement, rows: number): AsyncIterable<RowPage>
  /**
   * Inserts all chunks, inside the transaction that core has begun. Resolves with the number of rows. Arrays of a chunk may hold other rows as soon as the
   * next one is asked for.
   */
  bulk(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Bound[])[]>,
  ): Promise<number>
  /** Stops the running statement, which then fails. The connection stays out of the pool until it is quiet again. */
  interrupt?(): Promise<void>
  /** One row, one column: the token for `Driver.settle`, or null. Sent right before COMMIT. */
  readonly token?: Statement
  /** Gives it back. A broken one, or one with an open transaction, is never used again. */
  release(options?: { readonly broken?: boolean }): MaybePromise<void>
}

/** What became of a statement and the transaction that was made for it. */
export type Committed =
  | { readonly ok: true; readonly value: Result }
  | {
      readonly ok: false
      readonly error: unknown
      /** `commit`: the transaction may have been committed, if the connection was lost. */
      readonly phase: Phase
      /** For `Driver.settle`, with what the statement answered: both or neither. */
      readonly token?: string
      readonly written?: Result
    }

export interface BeginMode {
  readonly isolation: Isolation
  readonly readOnly: boolean
  /** The commit need not wait for the disk, where the engine can commit so; see `Statement.relaxed`. */
  readonly relaxed?: boolean
  /** The longest wait for a row or table lock, in milliseconds. */
  readonly lockTimeout?: number
  /** The longest a statement may run on the server, in milliseconds. */
  readonly statementTimeout?: number
  /**
   * Tables will be dropped and made again under their names: no reference may act on that. Where the engine can only be told so outside of a
   * transaction, it is told before the BEGIN, and until the connection is released.
   */
  readonly rebuilds?: boolean
}

/** A lock of a session, which falls with its connection. */
export interface SessionLock {
  /** Tries to take it: one row with `true` when it was free. Never waits. */
  take(name: string): Statement
  free(name: string): Statement
  /** One row with who holds it, for people; none when it is free. */
  holder(name: string): Statement
}

export interface Failure {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly outcome: Outcome
  /** What is left: the transaction goes on (`statement`), it is gone or can only roll back, or the connection is gone. */
  readonly ends: 'statement' | 'transaction' | 'connection'
  /** Words for people that cannot contain a parameter value. Default: the sentence of the code. */
  readonly message?: string
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly columns?: readonly string[] | undefined
}
