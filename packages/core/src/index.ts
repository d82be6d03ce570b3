export { open } from './open.ts'
export { sqlBackend, type SqlBackend, type SqlBackendDefinition } from './sql-backend.ts'
export { memory } from './memory/index.ts'
export { sql, type SqlTag } from './database/sql.ts'
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
export { defineTable } from './tables/define-table.ts'
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
  isNotFound,
  isOutcomeUnknown,
  isRetryable,
  isUnsupported,
  type ErrorCode,
  type ErrorDetails,
  type Outcome,
} from './errors.ts'

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
export type { Log, LogEvent } from './contracts/log.ts'
export type { Migration, MigrationScript, MigrationSource } from './contracts/migration.ts'
export type {
  AppliedMigration,
  DoneMigration,
  FailedMigration,
  HistoryProblem,
  MigrationPlan,
  MigrationProgress,
  MigrationReport,
  MigrationStatus,
  PlannedMigration,
  PlannedStep,
} from './contracts/migration-report.ts'
export type {
  AddColumnStep,
  BackfillStep,
  ChangeColumnTypeStep,
  CreateIndexStep,
  CreateTableStep,
  DropColumnStep,
  DropIndexStep,
  DropTableStep,
  Loss,
  MigrationStep,
  RenameColumnStep,
  RenameTableStep,
  RunStep,
  SetNullableStep,
  SqlStep,
} from './contracts/migration-step.ts'
export type {
  AlterForm,
  AlterUnit,
  NewCheck,
  NewColumn,
  NewIndex,
  TableChange,
} from './database/alter-form.ts'
export type { MigrateOptions, Migrations, RunOptions } from './contracts/migrations.ts'
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
export type {
  ChangeClass,
  GenerateMigration,
  WantedSchema,
  ChangeHazard,
  GeneratedMigration,
  JudgedChange,
  MigrationSidecar,
} from './contracts/generated-migration.ts'
export type {
  ColumnAspect,
  ObjectChange,
  PartChange,
  RenameQuestion,
  Renames,
  SchemaChange,
  SchemaDifference,
  SchemaObjects,
  TableParts,
} from './contracts/schema-change.ts'
export type * from './contracts/sql-script.ts'
export type {
  CheckModel,
  ColumnModel,
  Deferrable,
  ForeignKeyModel,
  IndexKey,
  IndexModel,
  OtherConstraint,
  ReferenceAction,
  SchemaModel,
  SequenceModel,
  TableModel,
  TriggerModel,
  TypeModel,
  UniqueModel,
  ViewModel,
} from './contracts/schema-model.ts'
export type * from './contracts/statement-facts.ts'
export type { SchemaIssue, SchemaResult, StandardSchema } from './contracts/standard-schema.ts'

// For those who write a backend.
export type { Catalog } from './database/catalog.ts'
export type { ChangeForm } from './database/change-form.ts'
export type {
  BatchForm,
  ColumnType,
  Dialect,
  KeyType,
  PackedRows,
  PortableColumn,
  SourceColumn,
  TableDefinition,
  TableForm,
  TenantGuard,
} from './database/dialect.ts'
export { betweenSavepoints, type Ask, type Attempt } from './database/ask.ts'
export type { EffectForm, Effects, TakenLock } from './database/effect-form.ts'
export type { BackupForm, Filling } from './database/backup-form.ts'
export type { CastChange, CastTest, ProofForm, StoredColumn } from './database/proof-form.ts'
export type {
  BeginMode,
  Committed,
  Connection,
  DatabaseCopies,
  Driver,
  SessionLock,
  Failure,
  Phase,
  Route,
  Wait,
} from './database/driver.ts'
export type { ForbiddenStatement, Lexicon, StatementBody } from './database/lexicon.ts'
export type { Call, Executor } from './database/executor.ts'
export type { Tenancy } from './door/tenancy.ts'
export type { KeyedOperation, KeyedWrite, Shape } from './database/keyed-operation.ts'
export { factsOf } from './migration/facts/facts-of.ts'
export { lintDataOf, type LintDatabase } from './migration/lint/data-of.ts'
export { lintText, rulesOf, type LintOptions } from './migration/lint/lint-text.ts'
export { refusals } from './migration/lint/acceptances.ts'
export { toMarkdown } from './migration/lint/to-markdown.ts'
export { toSarif, type SarifLog } from './migration/lint/to-sarif.ts'
export { describeChange } from './schema/describe-change.ts'
export type { DifferenceOptions } from './schema/difference-options.ts'
export { generateMigration, type GenerateOptions } from './schema/generate/generate-migration.ts'
export { fingerprintOf } from './schema/fingerprint.ts'
export { schemaDifference } from './schema/schema-difference.ts'
export { defineSchema } from './schema/define-schema.ts'
export { readSchema, type ReadSchema } from './schema/read-schema.ts'
export { grouped } from './database/grouped.ts'
export { changedTable, type ChangedTable } from './migration/alter/changed-table.ts'
export { changeTitle } from './migration/alter/change-title.ts'
export { indexText } from './migration/alter/index-text.ts'
export { createText } from './migration/alter/create-text.ts'
export { splitStatements, type SplitOptions } from './migration/text/split-statements.ts'
export { statement } from './database/statement.ts'
export { onConflict, type Upsert } from './database/upsert.ts'
export type {
  Bound,
  BoundList,
  DriverCell,
  RangePage,
  Result,
  RowPage,
  Settled,
  Statement,
} from './database/statement.ts'
export type { StoreMakers } from './stores/store-makers.ts'
export { auditTypeChange, type TypeAudit, type TypeChange } from './migration/proof/audit-type-change.ts'
export { compareStock, type Difference } from './migration/proof/compare-stock.ts'
export { measureTable, type Measure } from './migration/proof/measure-table.ts'
export type { BrokenReference, Declared, Stock, StockRenames, TableStock } from './migration/proof/stock.ts'
export { brokenReferences, retakeStock, takeStock } from './migration/proof/take-stock.ts'
export { backUpTable, type BackupRequest } from './migration/backup/back-up-table.ts'
export { listBackups, type TableBackup } from './migration/backup/backup-ledger.ts'
export { pruneBackups, type Retention } from './migration/backup/prune-backups.ts'
export { restoreTable, type RestoreOptions } from './migration/backup/restore-table.ts'
export { backUpDatabase } from './migration/backup/back-up-database.ts'
export type { BackupManifest } from './migration/backup/manifest.ts'
export {
  restoreDatabase,
  type RestoredDatabase,
  type RestoreRequest,
} from './migration/backup/restore-database.ts'
export { withCopy, type CopyOptions } from './migration/backup/with-copy.ts'
export { watchEffects } from './migration/proof/watch-effects.ts'
