import type { HoldfastError } from '../errors.ts'
import type { Audit, AuditOptions } from './audit.ts'
import type { Changes } from './changes.ts'
import type { Contexts } from './context.ts'
import type { Counters } from './counters.ts'
import type { EngineFacts } from './backend.ts'
import type { Cache, CacheOptions } from './cache.ts'
import type { Capabilities, Limits } from './capabilities.ts'
import type { Milliseconds } from './environment.ts'
import type { MigrationSource } from './migration.ts'
import type { MigrationReport } from './migration-report.ts'
import type { MigrateOptions, Migrations } from './migrations.ts'
import type { Json } from './json.ts'
import type { KeyValue, KeyValueOptions } from './key-value.ts'
import type { Locks } from './locks.ts'
import type { Evidence, EvidenceOptions } from './evidence.ts'
import type { Queue, QueueOptions } from './queue.ts'
import type { Records } from './records.ts'
import type { Rules, RulesOptions } from './rules.ts'
import type { Settings } from './settings.ts'
import type { Snapshots, SnapshotsOptions } from './snapshots.ts'
import type { Sql } from './sql.ts'
import type { AnyTable } from './table.ts'
import type { TaskProgress } from './task-progress.ts'
import type { Workflows } from './workflows.ts'

/** What a transaction is promised at least. An engine may give more. */
export type Isolation = 'read-committed' | 'snapshot' | 'serializable'

export interface TransactionOptions {
  /** Default `snapshot`. */
  readonly isolation?: Isolation
  /** Every write is refused with `read-only`, and the transaction can then only roll back. */
  readonly readOnly?: boolean
  /** How often the callback may run again after a retryable failure. Default 10; 0 turns it off. */
  readonly retries?: number
  /** The longest one attempt may take before it is rolled back with `timeout`. Default 30 000. */
  readonly timeout?: Milliseconds
  /** The longest wait for a connection or the writer before `busy`. Default 10 000. */
  readonly acquireTimeout?: Milliseconds
  /** Rolls back and throws `cancelled`. */
  readonly signal?: AbortSignal
}

/** The stores, bound to whatever the session is bound to. */
export interface Stores {
  /** The key-value store of this name. Cheap: call it wherever it is needed. */
  keyValue<V = Json>(name: string, options?: KeyValueOptions<V>): KeyValue<V>
  /** Values with a time to live that are loaded when they are missing. Cheap: call it wherever it is needed. */
  cache<V = unknown>(name: string, options?: CacheOptions<V>): Cache<V>
  /** Settings by key and scope. Cheap: call it wherever it is needed. `name`: at most 61 bytes. */
  settings(name: string): Settings
  /** What was done, to what, by whom: a trail that is only added to. Cheap: call it wherever it is needed. */
  audit(name: string, options?: AuditOptions): Audit
  /** Rules that are effective from an instant until another one. Cheap: call it wherever it is needed. */
  rules<B = Json>(name: string, options?: RulesOptions<B>): Rules<B>
  /** Values scoped to a ticket, a session, a user: `kind` names the kind of scope. Cheap: call it wherever it is needed. */
  context(kind: string): Contexts
  /** Metrics by period and type. Cheap: call it wherever it is needed. */
  snapshots<M = Json, F = Json>(name: string, options?: SnapshotsOptions<M, F>): Snapshots<M, F>
  /** Counts of patterns. Cheap: call it wherever it is needed. */
  counters(name: string): Counters
  /** Locks by key across processes and hosts. Cheap: call it wherever it is needed. */
  locks(name: string): Locks
  /** Runs of workflows, resumed after a kill by any process. Cheap: call it wherever it is needed. */
  workflows(name: string): Workflows
  /** Jobs that are done at least once, by whatever process claims them. Cheap: call it wherever it is needed. */
  queue<P = Json, R = unknown>(name: string, options?: QueueOptions<P>): Queue<P, R>
  /** An outbox for what must not be lost: captured while nobody can be reached, delivered when somebody can. Cheap. `name`: at most 54 bytes. */
  evidence<P = Json, T = unknown>(name: string, options?: EvidenceOptions<P>): Evidence<P, T>
  /** How far tasks have come, usable without a workflow. Cheap: call it wherever it is needed. */
  progress<V = Json>(name: string): TaskProgress<V>
  /**
   * The rows of a table. Cheap: call it wherever it is needed. Throws `unsupported` when the backend cannot keep what the definition
   * promises, and a `TypeError` for a tenants' table on a session that is bound to no tenant.
   */
  records<T extends AnyTable>(table: T): Records<T>
  /**
   * What became of the rows of a table that is defined with `changes`. Cheap: call it wherever it is needed. Throws a `TypeError` for a table
   * without, and what `records` throws.
   */
  changes<T extends AnyTable>(table: T): Changes<T>
}

export interface Session extends Stores, Sql {
  /**
   * Runs `body` in a transaction and commits when it resolves; when it throws, rolls back and throws the same error.
   *
   * The isolation is at least `snapshot`. After a retryable failure the whole body runs again, bounded and with jitter,
   * so it must not have effects outside: hold those with `tx.afterCommit`. It never runs again when the outcome of the
   * commit is unknown. After a statement that the engine refused, the transaction can only roll back. Called on a
   * transaction it is a savepoint, or joins (see the capability `savepoints`).
   */
  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: TransactionOptions): Promise<R>
}

/**
 * A session whose work commits or disappears together. Inside its callback every use of the database handle throws
 * a `TypeError` ("use tx"), on every engine. After the callback has ended every call throws `closed`.
 */
export interface Transaction extends Session {
  /** Runs `action` once, after the outermost commit. A failure of the action is logged and changes nothing. */
  afterCommit(action: () => void | Promise<void>): void
}

/** Answers of `ping()`. */
export interface Ping {
  /** Round trip of an empty statement, in milliseconds. */
  readonly latency: number
  /** Why every write is refused: a `migrate()` failed that was to go on read-only. For a health check: the process lives, and is not ready. */
  readonly writesRefused?: HoldfastError
}

export interface Database extends Session, AsyncDisposable {
  readonly backend: string
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly facts: EngineFacts
  /** A session in which every store and every table with `tenant()` is bound to this tenant. Two tenants can never see each other's entries or rows. */
  tenant(id: string): Session
  /** A session that sees the rows of every tenant in the tables that belong to tenants; a new row there must name its tenant. */
  system(): Session
  /**
   * Makes those of these tables that are missing, with their indexes and references, in one step under a lock against other hosts. Tables that exist
   * are left as they are; one that lacks a column of its definition throws `schema`. Throws `unsupported` when the backend cannot keep what a
   * definition promises.
   */
  createTables(tables: readonly AnyTable[]): Promise<void>
  /**
   * Brings the database up to date at start-up, whichever of several hosts comes first, and resolves with what was done. When nothing is pending it
   * costs one read. Throws `migration` with the whole outcome when something fails: the database is then as the last complete migration left it.
   */
  migrate(options: MigrateOptions): Promise<MigrationReport>
  /** The migrations of a source, to plan, apply, undo and inspect them one call at a time. Throws `unsupported` without SQL. */
  migrations(source: MigrationSource): Migrations
  /** Asks the engine for an answer. Throws `connection-lost` or `timeout` (default 5 000) when there is none. */
  ping(options?: { readonly timeout?: Milliseconds }): Promise<Ping>
  /**
   * Refuses new work with `closed`, waits for running work (`drain`, default 10 000; then rolls it back) and frees every
   * connection. Further calls return the same promise.
   */
  close(options?: { readonly drain?: Milliseconds }): Promise<void>
}
