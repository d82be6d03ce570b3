import type { Backend } from './contracts/backend.ts'
import type { Audit, AuditOptions } from './contracts/audit.ts'
import type { Cache, CacheOptions } from './contracts/cache.ts'
import type { Changes } from './contracts/changes.ts'
import type { Contexts } from './contracts/context.ts'
import type { Counters } from './contracts/counters.ts'
import type { Json } from './contracts/json.ts'
import type { KeyValue, KeyValueOptions } from './contracts/key-value.ts'
import type { Locks } from './contracts/locks.ts'
import type { Evidence, EvidenceOptions } from './contracts/evidence.ts'
import type { Queue, QueueOptions } from './contracts/queue.ts'
import type { Records } from './contracts/records.ts'
import type { Rules, RulesOptions } from './contracts/rules.ts'
import type { AnyTable } from './contracts/table.ts'
import type { Settings } from './contracts/settings.ts'
import type { Snapshots, SnapshotsOptions } from './contracts/snapshots.ts'
import type { Session, Transaction, TransactionOptions } from './contracts/session.ts'
import type { TaskProgress } from './contracts/task-progress.ts'
import type { Workflows } from './contracts/workflows.ts'
import type { BulkRow, RunResult, SqlQuery, StatementOptions, StreamOptions } from './contracts/sql.ts'
import { StoredAudit } from './audit/stored-audit.ts'
import { ScopedContexts } from './context/scoped-contexts.ts'
import { positional, type PositionalSql } from './database/positional.ts'
import type { ChangeNotes } from './database/change-notes.ts'
import { makeEngine, RootExecutor, type Engine } from './database/root-executor.ts'
import { SqlSession } from './database/sql-session.ts'
import type { TransactionExecutor } from './database/transaction-executor.ts'
import { checkName } from './door/name.ts'
import { type SessionFacts, type TableUse, useTable, useTracked } from './door/table-use.ts'
import type { Tenancy } from './door/tenancy.ts'
import { createTables, makeCatalogue, makeChanges } from './create-tables.ts'
import type { WorkshopParts } from './migration/workshop.ts'
import { openEvidence } from './evidence/open-evidence.ts'
import type { QueueParts } from './queue/queue-parts.ts'
import { StoredQueue } from './queue/stored-queue.ts'
import { openChanges } from './stores/changes/open-changes.ts'
import type { RecordsParts } from './stores/records/records-table.ts'
import { forgetReferences } from './stores/records/references/known-references.ts'
import { openRules } from './stores/rules/open-rules.ts'
import { openSnapshots } from './stores/snapshots/open-snapshots.ts'
import type { StoreLines } from './stores/store-lines.ts'
import { checkSettingsName, settingsStore } from './settings/settings-store.ts'
import { SettingsOverEntries } from './settings/settings-over-entries.ts'
import type { StoreMakers } from './stores/store-makers.ts'
import { StoredProgress } from './workflow/stored-progress.ts'
import { StoredWorkflows } from './workflow/stored-workflows.ts'
import { requireSupported } from './tables/supported.ts'

/** What every session of one open database shares. */
export interface SessionParts {
  readonly backend: Pick<Backend, 'name' | 'capabilities' | 'limits'>
  readonly makers: StoreMakers
  readonly records: RecordsParts
  readonly lines: StoreLines
  /** What triggers are told of who changes a row. */
  readonly notes: ChangeNotes
  readonly cursorSecret: string | undefined
  /** What is acknowledged survives power loss. */
  readonly isDurable: boolean
}

/** A session over an executor: the stores and plain SQL. */
class SqlBackedSession<E extends RootExecutor | TransactionExecutor> {
  protected readonly executor: E
  protected readonly parts: SessionParts
  readonly #sql: SqlSession

  constructor(executor: E, parts: SessionParts) {
    this.executor = executor
    this.parts = parts
    this.#sql = new SqlSession(executor, parts.backend.limits)
  }

  keyValue<V>(name: string, options?: KeyValueOptions<V>): KeyValue<V> {
    return this.parts.makers.keyValue(this.executor, name, options, this.parts.backend.limits)
  }

  cache<V>(name: string, options?: CacheOptions<V>): Cache<V> {
    return this.parts.makers.cache(this.executor, name, options, this.parts.backend.limits)
  }

  settings(name: string): Settings {
    const checked = checkSettingsName(name)
    return new SettingsOverEntries(
      this.keyValue(settingsStore(checked)),
      checked,
      this.executor.isTransaction,
    )
  }

  context(kind: string): Contexts {
    const checked = checkName(kind, 'kind of scope', 'open contexts')
    const { makers, backend } = this.parts
    const rows = makers.context(this.executor, checked)
    const { valueBytes } = backend.limits
    return new ScopedContexts(
      { rows, store: `context(${JSON.stringify(checked)})`, valueBytes },
      this.executor.isTransaction,
    )
  }

  snapshots<M = Json, F = Json>(name: string, options?: SnapshotsOptions<M, F>): Snapshots<M, F> {
    return openSnapshots(this.executor, this.parts, name, options)
  }

  rules<B = Json>(name: string, options?: RulesOptions<B>): Rules<B> {
    return openRules(this.executor, this.parts, name, options)
  }

  audit(name: string, options?: AuditOptions): Audit {
    const checked = checkName(name, 'name of the store', 'open an audit trail')
    const { makers, backend, cursorSecret } = this.parts
    const storage = makers.audit(this.executor, checked)
    return new StoredAudit({ storage, valueBytes: backend.limits.valueBytes, cursorSecret }, options)
  }

  counters(name: string): Counters {
    const checked = checkName(name, 'name of the store', 'open counters')
    return this.parts.makers.counters(this.executor, checked)
  }

  locks(name: string): Locks {
    const checked = checkName(name, 'name of the store', 'open locks')
    return this.parts.makers.locks(this.executor, checked)
  }

  progress<V = Json>(name: string): TaskProgress<V> {
    const checked = checkName(name, 'name of the store', 'open task progress')
    const { makers, backend } = this.parts
    return new StoredProgress<V>(makers.progress(this.executor, checked), checked, backend.limits.valueBytes)
  }

  workflows(name: string): Workflows {
    const checked = checkName(name, 'name of the store', 'open workflows')
    const { makers, backend } = this.parts
    const storage = makers.workflows(this.executor, checked)
    const begin: Session['transaction'] = (body, options) =>
      (this as unknown as Session).transaction(body, options)
    return new StoredWorkflows(
      {
        storage,
        transaction: (body, options) =>
          begin((tx) => body(tx, makers.workflows((tx as SqlTransaction).executor, checked)), options),
        valueBytes: backend.limits.valueBytes,
      },
      checked,
      () => this.executor.time() ?? Date.now(),
    )
  }

  queue<P = Json, R = unknown>(name: string, options?: QueueOptions<P>): Queue<P, R> {
    const checked = checkName(name, 'name of the store', 'open a queue')
    return new StoredQueue(this.#queueParts(checked), checked, options)
  }

  evidence<P = Json, T = unknown>(name: string, options?: EvidenceOptions<P>): Evidence<P, T> {
    return openEvidence(name, options, (queue) => this.#queueParts(queue), this.parts.isDurable)
  }

  #queueParts(name: string): QueueParts {
    const { makers, backend } = this.parts
    return {
      storage: makers.queue(this.executor, name),
      clock: () => this.executor.time() ?? Date.now(),
      valueBytes: backend.limits.valueBytes,
    }
  }

  records<T extends AnyTable>(table: T): Records<T> {
    const use = this.#supported(useTable(table, this.#facts))
    return this.parts.makers.records(this.executor, use, this.parts.records) as unknown as Records<T>
  }

  changes<T extends AnyTable>(table: T): Changes<T> {
    return openChanges<T>(this.executor, this.parts, this.#supported(useTracked(table, this.#facts)))
  }

  #supported(use: TableUse): TableUse {
    requireSupported(use.schema, this.parts.backend.limits, this.executor.dialect)
    if (use.schema.changes !== undefined) this.parts.notes.expect()
    return use
  }

  get #facts(): SessionFacts {
    const { ns, isSystem, isTransaction } = this.executor
    const tenancy: Tenancy = ns === '' ? { kind: isSystem ? 'system' : 'none' } : { kind: 'tenant', id: ns }
    return { tenancy, inTransaction: isTransaction, secret: this.parts.cursorSecret }
  }

  all<R>(query: SqlQuery<R>, options?: StatementOptions): Promise<readonly R[]> {
    return this.#sql.all(query, options)
  }

  first<R>(query: SqlQuery<R>, options?: StatementOptions): Promise<R | undefined> {
    return this.#sql.first(query, options)
  }

  run(query: SqlQuery<never> | SqlQuery, options?: StatementOptions): Promise<RunResult> {
    return this.#sql.run(query, options)
  }

  stream<R>(query: SqlQuery<R>, options?: StreamOptions): AsyncIterable<R> {
    return this.#sql.stream(query, options)
  }

  bulkInsert(
    table: string,
    rows: Iterable<BulkRow> | AsyncIterable<BulkRow>,
    options?: StatementOptions,
  ): Promise<number> {
    return this.#sql.bulkInsert(table, rows, options)
  }

  positionalSql(): PositionalSql {
    const { executor } = this
    const { backend } = this.parts
    return {
      backend: backend.name,
      capabilities: backend.capabilities,
      isTransaction: executor.isTransaction,
      get stoppedBy() {
        return executor instanceof RootExecutor ? undefined : executor.scope.stopped
      },
      result: (query, options) => this.#sql.result(query, options),
      stream: (query, read, options) => this.#sql.streamBy(query as SqlQuery<never>, read, options),
    }
  }
}

Object.defineProperty(SqlBackedSession.prototype, positional, {
  get(this: RootSession | SqlTransaction): PositionalSql {
    return this.positionalSql()
  },
})

export class SqlTransaction extends SqlBackedSession<TransactionExecutor> implements Transaction {
  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: TransactionOptions): Promise<R> {
    return this.executor.nest((inner) => body(new SqlTransaction(inner, this.parts)), options)
  }

  afterCommit(action: () => void | Promise<void>): void {
    this.executor.afterCommit(() => action())
  }
}

export class RootSession extends SqlBackedSession<RootExecutor> implements Session {
  transaction<R>(body: (tx: Transaction) => Promise<R>, options?: TransactionOptions): Promise<R> {
    return this.executor.begin((inner) => body(new SqlTransaction(inner, this.parts)), options)
  }
}

/** What migrations work with, over this engine or over one of a copy of its database. */
export const workshopParts = (engine: Engine, parts: SessionParts): WorkshopParts => {
  const root = new RootExecutor(engine, '', true)
  const made: WorkshopParts = {
    root,
    session: new RootSession(root, parts),
    backend: parts.backend.name,
    makeTables: async (tables) => {
      await createTables(made, tables, parts.backend.limits)
      forgetReferences(parts.records)
    },
    makeCatalogues: async () => {
      await makeCatalogue(made)
      await makeChanges(made)
    },
    makeTransaction: (inner) => new SqlTransaction(inner, parts),
    on: (driver) => {
      const { dialect, capabilities, environment, notes } = engine
      return workshopParts(makeEngine(driver, dialect, capabilities, environment, notes), parts)
    },
  }
  return made
}
