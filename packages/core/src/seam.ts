/** What those need who write a backend: the seam's types, and what every backend is spared to write itself. */

export type { Catalog } from './database/catalog.ts'
export type { ChangeForm } from './database/change-form.ts'
export type {
  AppendOnly,
  Arrival,
  BatchForm,
  ColumnType,
  Dialect,
  FirstOfEach,
  KeyType,
  PackedRows,
  PortableColumn,
  SourceColumn,
  TableDefinition,
  TableForm,
  TenantGuard,
} from './database/dialect.ts'
export type { ChangeNote } from './database/change-notes.ts'
export type { TrackingForm, TrackingTrigger } from './database/tracking-form.ts'
export type { TrackedColumn, Tracking } from './door/tracking.ts'
export { isTrackingName, trackingName, type TrackingPart } from './door/tracking-name.ts'
export { misplacedFile, missingFile, type Reason } from './door/misplaced-file.ts'
export { reasonOf } from './errors.ts'
export { changeRows } from './door/change-rows.ts'
export { betweenSavepoints, type Ask, type Attempt } from './database/ask.ts'
export type { EffectForm, SurvivorForm } from './database/effect-form.ts'
export type { BackupForm, Filling } from './database/backup-form.ts'
export type { CastChange, CastTest, ProofForm, StoredColumn } from './database/proof-form.ts'
export type {
  BeginMode,
  Committed,
  Connection,
  DatabaseCopies,
  Driver,
  ScratchCopies,
  SendAlone,
  SessionLock,
  Failure,
  Phase,
  Route,
  Wait,
} from './database/driver.ts'
export type { Notices } from './database/notices.ts'
export type { ForbiddenStatement, Lexicon, StatementBody } from './database/lexicon.ts'
export type { Call, Executor } from './database/executor.ts'
export type { Tenancy } from './door/tenancy.ts'
export type { KeyedOperation, KeyedWrite, Shape } from './database/keyed-operation.ts'
export { followedBy, line, type Line, type OwnMigration } from './migration/own/line.ts'
export { ownColumns, ownTable, type OwnStep } from './migration/own/own-step.ts'
export { factsOf } from './migration/facts/facts-of.ts'
export { lintDataOf, type LintDatabase } from './migration/lint/data-of.ts'
export { lintText, rulesOf, type LintOptions } from './migration/lint/lint-text.ts'
export { refusals } from './migration/lint/acceptances.ts'
export { toMarkdown } from './migration/lint/to-markdown.ts'
export { toSarif, type SarifLog } from './migration/lint/to-sarif.ts'
export { checkDirectorySum, directorySum, sumFile } from './migration/source/directory-sum.ts'
export { describeChange } from './schema/describe-change.ts'
export type { DifferenceOptions } from './schema/difference-options.ts'
export { generateMigration, type GenerateOptions } from './schema/generate/generate-migration.ts'
export { fingerprintOf } from './schema/fingerprint.ts'
export { schemaDifference } from './schema/schema-difference.ts'
export { defineSchema } from './schema/define-schema.ts'
export { readSchema, type ReadSchema } from './schema/read-schema.ts'
export { grouped } from './database/grouped.ts'
export { changedTable, type ChangedTable } from './migration/alter/changed-table.ts'
export { findCheck, findReference, findUnique } from './migration/alter/find-constraint.ts'
export { isMentioned } from './migration/alter/is-mentioned.ts'
export { alterText } from './migration/alter/alter-text.ts'
export { isTypeCheck } from './migration/alter/is-type-check.ts'
export { viewsOver } from './migration/alter/views-over.ts'
export { changeTitle } from './migration/alter/change-title.ts'
export { indexText } from './migration/alter/index-text.ts'
export { createText } from './migration/alter/create-text.ts'
export { splitStatements, type SplitOptions } from './migration/text/split-statements.ts'
export { statement } from './database/statement.ts'
export { plainUpdate, type Update } from './database/update.ts'
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
export type { StoreLines } from './stores/store-lines.ts'
export type { StoreMakers } from './stores/store-makers.ts'
export { auditTypeChange, type TypeAudit, type TypeChange } from './migration/proof/audit-type-change.ts'
export { compareStock, type Difference } from './migration/proof/compare-stock.ts'
export { measureTable, type Measure } from './migration/proof/measure-table.ts'
export type { Declared, Stock, StockRenames, TableStock } from './migration/proof/stock.ts'
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
