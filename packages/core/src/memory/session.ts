import type { Audit, AuditOptions } from '../contracts/audit.ts'
import type { Cache, CacheOptions } from '../contracts/cache.ts'
import type { Changes } from '../contracts/changes.ts'
import type { Contexts } from '../contracts/context.ts'
import type { Counters } from '../contracts/counters.ts'
import type { Json } from '../contracts/json.ts'
import type { KeyValue, KeyValueOptions } from '../contracts/key-value.ts'
import type { Locks } from '../contracts/locks.ts'
import type { Evidence, EvidenceOptions } from '../contracts/evidence.ts'
import type { Queue, QueueOptions } from '../contracts/queue.ts'
import type { Records } from '../contracts/records.ts'
import type { Rules, RulesOptions } from '../contracts/rules.ts'
import type { AnyTable } from '../contracts/table.ts'
import type { Session, Stores } from '../contracts/session.ts'
import type { TaskProgress } from '../contracts/task-progress.ts'
import type { Workflows } from '../contracts/workflows.ts'
import type { Settings } from '../contracts/settings.ts'
import type { Snapshots, SnapshotsOptions } from '../contracts/snapshots.ts'
import type { Sql } from '../contracts/sql.ts'
import { StoredAudit } from '../audit/stored-audit.ts'
import { ScopedContexts } from '../context/scoped-contexts.ts'
import type { ContextRow } from '../context/scoped-context.ts'
import { checkTtl } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { checkSchema } from '../door/schema.ts'
import { useTable, useTracked } from '../door/table-use.ts'
import type { Tenancy } from '../door/tenancy.ts'
import { uuidV7 } from '../door/uuid.ts'
import { HoldfastError } from '../errors.ts'
import { openEvidence } from '../evidence/open-evidence.ts'
import type { QueueParts } from '../queue/queue-parts.ts'
import { StoredQueue } from '../queue/stored-queue.ts'
import { LeasedLocks } from '../leases/locks.ts'
import { StoredProgress, type ProgressRow } from '../workflow/stored-progress.ts'
import { StoredWorkflows } from '../workflow/stored-workflows.ts'
import { LoadedCache } from '../loading/loaded-cache.ts'
import { MemoryAudit } from './audit.ts'
import { MemoryCache } from './cache.ts'
import { MemoryCounters } from './counters.ts'
import { MemoryKeyValue } from './key-value.ts'
import { MemoryLocks } from './locks.ts'
import { MemoryQueue } from './queue.ts'
import { MemoryRows } from './memory-rows.ts'
import { MemoryRecords } from './records/memory-records.ts'
import { RecordStore } from './records/record-store.ts'
import type { Scope } from './scope.ts'
import { Shelf, shelfId } from './shelf.ts'
import { RecordedChanges } from '../changes/recorded-changes.ts'
import { changesIn } from './records/changes-in.ts'
import { EffectiveDatedRules } from '../rules/effective-dated-rules.ts'
import type { RuleRow } from '../rules/rule-row.ts'
import { checkSettingsName, settingsStore } from '../settings/settings-store.ts'
import { SettingsOverEntries } from '../settings/settings-over-entries.ts'
import { PeriodSnapshots } from '../snapshots/period-snapshots.ts'
import type { SnapshotRow } from '../snapshots/recording-codec.ts'
import { Store } from './store.ts'
import { ValueCodec } from './value-codec.ts'
import { MemoryFlows } from './workflows.ts'

/** The stores and records of one tenant, over the database or a transaction. SQL is refused. */
export class MemorySession<S extends Scope> implements Stores, Sql {
  protected readonly scope: S
  protected readonly tenancy: Tenancy

  constructor(scope: S, tenancy: Tenancy) {
    this.scope = scope
    this.tenancy = tenancy
  }

  keyValue<V = Json>(name: string, options: KeyValueOptions<V> = {}): KeyValue<V> {
    const action = 'open a key-value store'
    checkName(name, 'name of the store', action)
    checkOptions(options, ['schema', 'ttl'], action)
    const { ttl } = options
    const codec = new ValueCodec(checkSchema(options.schema, action), this.scope.engine.limits.valueBytes)
    return new MemoryKeyValue(
      new Store(this.scope, this.#ns, name, codec, ttl === undefined ? null : checkTtl(ttl, action)),
    )
  }

  records<T extends AnyTable>(table: T): Records<T> {
    const { engine, isTransaction } = this.scope
    const use = useTable(table, {
      tenancy: this.tenancy,
      inTransaction: isTransaction,
      secret: engine.environment.cursorSecret,
    })
    return new MemoryRecords(new RecordStore(this.scope, use)) as unknown as Records<T>
  }

  changes<T extends AnyTable>(table: T): Changes<T> {
    const { engine, isTransaction } = this.scope
    const secret = engine.environment.cursorSecret
    const use = useTracked(table, { tenancy: this.tenancy, inTransaction: isTransaction, secret })
    return new RecordedChanges<T>(changesIn(this as unknown as Session, this.scope, use), use)
  }

  cache<V = unknown>(name: string, options?: CacheOptions<V>): Cache<V> {
    const storage = new MemoryCache(this.#shelf('cache', name))
    return new LoadedCache(storage, name, options, this.scope.engine.limits)
  }

  settings(name: string): Settings {
    const checked = checkSettingsName(name)
    return new SettingsOverEntries(this.keyValue(settingsStore(checked)), checked, this.scope.isTransaction)
  }

  context(kind: string): Contexts {
    const checked = checkName(kind, 'kind of scope', 'open contexts')
    const { valueBytes } = this.scope.engine.limits
    const rows = new MemoryRows<ContextRow>(this.#shelf('context', checked))
    return new ScopedContexts(
      { rows, store: `context(${JSON.stringify(checked)})`, valueBytes },
      this.scope.isTransaction,
    )
  }

  snapshots<M = Json, F = Json>(name: string, options?: SnapshotsOptions<M, F>): Snapshots<M, F> {
    const checked = checkName(name, 'name of the store', 'open snapshots')
    const { engine } = this.scope
    return new PeriodSnapshots(
      new MemoryRows<SnapshotRow>(this.#shelf('snapshots', checked)),
      checked,
      options,
      {
        clock: () => engine.now(),
        valueBytes: engine.limits.valueBytes,
      },
    )
  }

  rules<B = Json>(name: string, options?: RulesOptions<B>): Rules<B> {
    const checked = checkName(name, 'name of the store', 'open rules')
    const { engine, isTransaction } = this.scope
    const parts = {
      rows: new MemoryRows<RuleRow>(this.#shelf('rules', checked)),
      name: checked,
      isTransaction,
      valueBytes: engine.limits.valueBytes,
      makeId: (): string => uuidV7(engine.now(), engine.environment.random(10)),
    }
    return new EffectiveDatedRules(parts, options)
  }

  audit(name: string, options?: AuditOptions): Audit {
    const checked = checkName(name, 'name of the store', 'open an audit trail')
    const { environment, limits } = this.scope.engine
    const storage = new MemoryAudit(this.#shelf('audit', checked), this.#ns, checked)
    return new StoredAudit(
      { storage, valueBytes: limits.valueBytes, cursorSecret: environment.cursorSecret },
      options,
    )
  }

  counters(name: string): Counters {
    const checked = checkName(name, 'name of the store', 'open counters')
    return new MemoryCounters(this.#shelf('counters', checked), checked)
  }

  locks(name: string): Locks {
    const checked = checkName(name, 'name of the store', 'open locks')
    return new LeasedLocks(new MemoryLocks(this.#shelf('locks', checked)), checked)
  }

  progress<V = Json>(name: string): TaskProgress<V> {
    const checked = checkName(name, 'name of the store', 'open task progress')
    const rows = new MemoryRows<ProgressRow>(this.#shelf('progress', checked))
    return new StoredProgress<V>(rows, checked, this.scope.engine.limits.valueBytes)
  }

  workflows(name: string): Workflows {
    const checked = checkName(name, 'name of the store', 'open workflows')
    const { engine } = this.scope
    const begin: Session['transaction'] = (body, options) =>
      (this as unknown as Session).transaction(body, options)
    return new StoredWorkflows(
      {
        storage: new MemoryFlows(this.#shelf('workflows', checked)),
        transaction: (body, options) =>
          begin((tx) => {
            const { scope } = tx as unknown as MemorySession<Scope>
            return body(tx, new MemoryFlows(new Shelf(scope, shelfId('workflows', this.#ns, checked))))
          }, options),
        valueBytes: engine.limits.valueBytes,
      },
      checked,
      () => engine.now(),
    )
  }

  queue<P = Json, R = unknown>(name: string, options?: QueueOptions<P>): Queue<P, R> {
    const checked = checkName(name, 'name of the store', 'open a queue')
    return new StoredQueue(this.#queueParts(checked), checked, options)
  }

  evidence<P = Json, T = unknown>(name: string, options?: EvidenceOptions<P>): Evidence<P, T> {
    return openEvidence(name, options, (queue) => this.#queueParts(queue), false)
  }

  #queueParts(name: string): QueueParts {
    const { engine } = this.scope
    return {
      storage: new MemoryQueue(this.scope, this.#ns, name),
      clock: () => engine.now(),
      valueBytes: engine.limits.valueBytes,
    }
  }

  async all(): Promise<never> {
    throw noSql()
  }

  async first(): Promise<never> {
    throw noSql()
  }

  async run(): Promise<never> {
    throw noSql()
  }

  stream(): AsyncIterable<never> {
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(noSql()) }) }
  }

  async bulkInsert(): Promise<never> {
    throw noSql()
  }

  #shelf<R>(kind: string, name: string): Shelf<R> {
    return new Shelf(this.scope, shelfId(kind, this.#ns, name))
  }

  /** The tenant of the stores; those that belong to nobody have the empty one. */
  get #ns(): string {
    return this.tenancy.kind === 'tenant' ? this.tenancy.id : ''
  }
}

const noSql = (): HoldfastError =>
  new HoldfastError(
    'unsupported',
    'Cannot run SQL: the memory backend has no SQL; use its stores, or open a backend with the capability "sql"',
  )
