import type { Milliseconds } from './environment.ts'
import type { MigrationSource } from './migration.ts'
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
  /** Refuses hazards that would lose data and are not accepted in the file. Default true. */
  readonly lint?: boolean
  /** Copies what a text takes away (a dropped table or column, a delete of all rows) within the database, and compares the copy, before it runs. Default true. */
  readonly backup?: boolean
  /**
   * Proves that a text changed only the tables that it names, by counts and hashes of the others that it could reach. Reads those twice; a text that only
   * adds pays nothing. Default true.
   */
  readonly prove?: boolean
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
