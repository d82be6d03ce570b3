import type { GeneratedMigration, GenerateMigration, WantedSchema } from './generated-migration.ts'
import type { Milliseconds } from './environment.ts'
import type { MigrationSource } from './migration.ts'
import type { SchemaDifference } from './schema-change.ts'
import type { SchemaModel } from './schema-model.ts'
import type {
  AppliedMigration,
  MigrationPlan,
  MigrationProgress,
  MigrationReport,
  MigrationStatus,
} from './migration-report.ts'

export interface RunOptions {
  /** The last version to apply. Default: all. */
  readonly to?: number
  /** Applies a version below one that was applied already. Default false: it is refused. */
  readonly allowOutOfOrder?: boolean
  /** What to do while another host migrates: wait that long (default 60 000), or `skip`, or `fail` with `busy`. */
  readonly whenLocked?: Milliseconds | 'skip' | 'fail'
  /** The longest one unit may run. Default one hour. */
  readonly timeout?: Milliseconds
  /** The longest wait for a table's lock, on engines that have them; it is tried again, with jitter. Default 5 000. */
  readonly lockTimeout?: Milliseconds
  readonly onProgress?: (progress: MigrationProgress) => void
  readonly signal?: AbortSignal
}

export interface MigrateOptions extends MigrationSource, RunOptions {}

/**
 * The history of one line of a database, and what can be done with it. Every call gives data back; what cannot be done throws
 * `migration`, whose `report` tells what was applied, what failed and what was not run.
 */
export interface Migrations {
  /** What the database holds besides rows, without the tables of the library and of this history. A few statements, whatever it holds. Reads only. */
  schema(): Promise<SchemaModel>
  /**
   * What distinguishes the database from what is wanted, in an order in which it can be changed. Definitions are tried out as temporary tables, in a transaction that
   * is rolled back: nothing is changed. Drops that may be meant as renames are questions, which `renames` answers.
   */
  difference(wanted: WantedSchema): Promise<SchemaDifference>
  /**
   * The migration that makes the database as it is wanted, to be read, completed and put into a file. What loses data has to be accepted in it with a
   * reason first. Changes nothing and writes no file.
   */
  generate(wanted: GenerateMigration): Promise<GeneratedMigration>
  /** What would be done now. Reads only. */
  plan(options?: Pick<RunOptions, 'to' | 'allowOutOfOrder'>): Promise<MigrationPlan>
  /** The plan, what was applied, and who is at it. Reads only. */
  status(): Promise<MigrationStatus>
  /** Applies what is pending, each migration once whichever host comes first. A killed run is taken up where it stopped. */
  apply(options?: RunOptions): Promise<MigrationReport>
  /** Writes into the history that everything up to `version` is there already, without running it. */
  baseline(version: number): Promise<readonly AppliedMigration[]>
  /** Undoes the newest migrations down to `to`, which stays. Throws `migration` when one has no `down`. */
  down(options: { readonly to: number } & RunOptions): Promise<MigrationReport>
  /** Accepts an edited migration as it is now. The old checksum stays among the events. */
  repair(options: { readonly acceptChecksum: readonly number[] }): Promise<readonly AppliedMigration[]>
}
