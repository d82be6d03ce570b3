import type { AuditStorage } from '../audit/audit-storage.ts'
import type { Cache, CacheOptions } from '../contracts/cache.ts'
import type { Counters } from '../contracts/counters.ts'
import type { Limits } from '../contracts/capabilities.ts'
import type { KeyValue, KeyValueOptions } from '../contracts/key-value.ts'
import type { Locks } from '../contracts/locks.ts'
import type { Records } from '../contracts/records.ts'
import type { AnyTable } from '../contracts/table.ts'
import type { ContextRow } from '../context/scoped-context.ts'
import type { RuleRow } from '../rules/rule-row.ts'
import type { RowStore } from '../rows/row-store.ts'
import type { SnapshotRow } from '../snapshots/recording-codec.ts'
import type { TableUse } from '../door/table-use.ts'
import type { ProgressRow } from '../workflow/stored-progress.ts'
import type { FlowStorage } from '../workflow/flow-storage.ts'
import type { QueueStorage } from '../queue/queue-storage.ts'
import type { Executor } from '../database/executor.ts'
import type { RecordsParts } from './records/records-table.ts'

/** How each store is made over an executor. A backend replaces one maker where its engine wants another algorithm. */
export interface StoreMakers {
  keyValue<V>(
    executor: Executor,
    name: string,
    options: KeyValueOptions<V> | undefined,
    limits: Limits,
  ): KeyValue<V>
  cache<V>(executor: Executor, name: string, options: CacheOptions<V> | undefined, limits: Limits): Cache<V>
  counters(executor: Executor, name: string): Counters
  /** The rows of one kind of scope. */
  context(executor: Executor, kind: string): RowStore<ContextRow>
  /** The rows of snapshots. */
  snapshots(executor: Executor, name: string): RowStore<SnapshotRow>
  /** The rows of rules. */
  rules(executor: Executor, name: string): RowStore<RuleRow>
  locks(executor: Executor, name: string): Locks
  workflows(executor: Executor, name: string): FlowStorage
  progress(executor: Executor, name: string): RowStore<ProgressRow>
  queue(executor: Executor, name: string): QueueStorage
  audit(executor: Executor, name: string): AuditStorage
  records(executor: Executor, use: TableUse, parts: RecordsParts): Records<AnyTable>
}
