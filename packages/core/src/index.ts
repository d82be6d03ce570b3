export { open } from './open.ts'
export { sqlBackend, type SqlBackend, type SqlBackendDefinition } from './sql-backend.ts'
export { memory } from './memory/index.ts'
export { sql, type SqlTag } from './database/sql.ts'
export { currentAttribution, withAttribution } from './attribution/attribution.ts'
export {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  integer,
  json,
  oneOf,
  real,
  text,
  timestamp,
  uuid,
} from './tables/column.ts'
export { defineSetting } from './settings/define-setting.ts'
export { defineTable } from './tables/define-table.ts'
export { defineWorkflow } from './workflow/define-workflow.ts'
export { newUuid, now } from './tables/default-expressions.ts'
export { softDelete, tenant, timestamps, version } from './tables/kept-columns.ts'
export { increment } from './tables/increment.ts'
export { many } from './tables/many.ts'
export {
  errorCodes,
  hasCode,
  HoldfastError,
  isConflict,
  isDuplicate,
  isForeignKey,
  isLeaseLost,
  isNotFound,
  isOutcomeUnknown,
  isRetryable,
  isUnsupported,
  type ErrorCode,
  type ErrorDetails,
  type Outcome,
} from './errors.ts'

export type { Attribution } from './contracts/attribution.ts'
export type { Backend, EngineFacts } from './contracts/backend.ts'
export type { Capabilities, Capability, Limits } from './contracts/capabilities.ts'
export type { AggregateRow, Aggregation, Aggregations, GroupQuery } from './contracts/aggregate.ts'
export type {
  Column,
  ColumnFlag,
  ColumnKind,
  Columns,
  ColumnSpecification,
  DefaultExpression,
  Keeps,
  OnDelete,
  OwnColumn,
  RowOf,
  TableColumn,
} from './contracts/column.ts'
export type { Diagnosis, DiagnosisFinding, HalfwayStep } from './contracts/diagnosis.ts'
export type { Condition, Filter, JsonScalar, PathCondition } from './contracts/filter.ts'
export type { Included, Includes, Many } from './contracts/include.ts'
export type { Direction, Order, Orderable } from './contracts/order.ts'
export type { OffsetPage, OffsetPageQuery, Page, PageQuery } from './contracts/page.ts'
export type {
  CountOptions,
  DeleteRecordOptions,
  FindOptions,
  ListQuery,
  PurgeOptions,
  ReadOptions,
  Records,
  Selected,
  UpsertOptions,
  VersionOptions,
  Visibility,
  WalkQuery,
} from './contracts/records.ts'
export type {
  AnyTable,
  ColumnSchema,
  ColumnsOf,
  Increment,
  IndexOptions,
  NewRow,
  Patch,
  ReferenceSchema,
  Sound,
  Table,
  TableConstraints,
  TableKey,
  TableRow,
  TableSchema,
  UniqueSchema,
} from './contracts/table.ts'
export type {
  Environment,
  EpochMilliseconds,
  Milliseconds,
  OpenOptions,
  StoreName,
} from './contracts/environment.ts'
export type * from './contracts/hazard.ts'
export type { Json } from './contracts/json.ts'
export type {
  Atomic,
  AtomicResult,
  ConditionalWriteOptions,
  DeleteOptions,
  Entry,
  Key,
  KeyValue,
  KeyValueOptions,
  Listing,
  ListOptions,
  OperationOptions,
  SetResult,
  Stored,
  Version,
  WatchOptions,
  WriteOptions,
} from './contracts/key-value.ts'
export type * from './contracts/context.ts'
export type * from './contracts/audit.ts'
export type * from './contracts/counters.ts'
export type { Lease } from './contracts/lease.ts'
export type {
  Cache,
  CacheOptions,
  CacheStats,
  CacheWriteOptions,
  GetOrSetOptions,
  LifeOptions,
  LoadContext,
  Loader,
  LoadOptions,
  Memoized,
  MemoizeOptions,
} from './contracts/cache.ts'
export type {
  Reference,
  ReferenceCache,
  ReferenceOptions,
  ReferenceState,
} from './contracts/reference-cache.ts'
export { referenceCache } from './loading/reference-cache.ts'
export type { AcquireOptions, Locks, LockState, WaitOptions } from './contracts/locks.ts'
export type * from './contracts/job.ts'
export type * from './contracts/evidence.ts'
export type * from './contracts/queue.ts'
export type * from './contracts/task-progress.ts'
export type * from './contracts/workflow.ts'
export type * from './contracts/workflows.ts'
export type * from './contracts/rules.ts'
export type * from './contracts/settings.ts'
export type * from './contracts/snapshots.ts'
export type { Log, LogEvent } from './contracts/log.ts'
export type { Migration, MigrationScript, MigrationSource, Repeatable } from './contracts/migration.ts'
export type * from './contracts/migration-report.ts'
export type * from './contracts/migration-step.ts'
export type {
  AlterForm,
  AlterUnit,
  NewCheck,
  NewColumn,
  NewIndex,
  NewReference,
  NewUnique,
  Probe,
  TableChange,
} from './database/alter-form.ts'
export type {
  BackupPolicy,
  DatabaseBackup,
  MigrateOptions,
  Migrations,
  RehearseOptions,
  RestoredFile,
  RunOptions,
} from './contracts/migrations.ts'
export type * from './contracts/squash.ts'
export type * from './contracts/rehearsal.ts'
export type * from './contracts/portable-rehearsal.ts'
export { rehearseOnEach } from './migration/rehearse/rehearse-on-each.ts'
export type * from './contracts/migration-proof.ts'
export type { Verification } from './contracts/verification.ts'
export type { MaybePromise } from './contracts/maybe-promise.ts'
export type {
  Database,
  Isolation,
  Ping,
  Session,
  Stores,
  Transaction,
  TransactionOptions,
} from './contracts/session.ts'
export type {
  Bindable,
  BulkRow,
  Cell,
  Row,
  RunResult,
  Sql,
  SqlQuery,
  StatementOptions,
  StreamOptions,
} from './contracts/sql.ts'
export type * from './contracts/changes.ts'
export type {
  ChangeClass,
  GenerateMigration,
  WantedSchema,
  ChangeHazard,
  GeneratedMigration,
  JudgedChange,
  MigrationSidecar,
} from './contracts/generated-migration.ts'
export type * from './contracts/schema-change.ts'
export type * from './contracts/sql-script.ts'
export type * from './contracts/schema-model.ts'
export type * from './contracts/statement-facts.ts'
export type { SchemaIssue, SchemaResult, StandardSchema } from './contracts/standard-schema.ts'

// For those who write a backend.
export * from './seam.ts'
