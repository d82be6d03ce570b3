import type { GeneratedMigration, GenerateMigration, WantedSchema } from './generated-migration.ts'
import type { Milliseconds } from './environment.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Finding, HazardDescription } from './hazard.ts'
import type { Rehearsal } from './rehearsal.ts'
import type { Verification } from './verification.ts'
import type { MigrationSource } from './migration.ts'
import type { SchemaDifference } from './schema-change.ts'
import type { SquashedMigration, SquashOptions } from './squash.ts'
import type { SchemaModel } from './schema-model.ts'
import type {
  AppliedMigration,
  MigrationPlan,
  MigrationProgress,
  MigrationReport,
  MigrationStatus,
} from './migration-report.ts'

/** A copy of one table in the same database. */
export interface TableBackup {
  /** The table that holds the copy. */
  readonly name: string
  readonly table: string
  /** Of the migration for which it was made; 0 for one that was asked for. */
  readonly version: number
  readonly line: string
  readonly at: Date
  readonly rows: number
  readonly hash: string
  readonly engine: string
}

/** A copy of the whole database in a file of its own. */
export interface DatabaseBackup {
  /** What `restore` takes. A description lies beside it, as `<file>.json`. */
  readonly file: string
  readonly database: string
  readonly line: string
  /** Of the migration before which it was made; of the last one that was applied for one that was asked for. */
  readonly version: number
  readonly at: Date
  readonly bytes: number
  /** Of the file, in hexadecimal. */
  readonly sha256: string
  /** Of all tables. */
  readonly rows: number
  readonly engine: string
}

export interface RestoredFile {
  readonly rows: number
  /** What was there before, now beside it. */
  readonly replaced?: string
}

/** Which copies a run makes before something is taken away, and how long they stay. */
export interface BackupPolicy {
  /**
   * Where the whole database is copied to before the first migration that does more than add, and compared table by table. Throws `unsupported` where a database is no file of
   * its own.
   */
  readonly folder?: string
  /** Called before the first migration that does more than add, to make a copy by the tools of the server, as `pg_dump`. What it throws stops the run; nothing is applied then. */
  readonly dump?: (about: {
    readonly version: number
    readonly name: string
    readonly line: string
  }) => void | Promise<void>
  /** Copies within the database of what a text takes away. Default true. */
  readonly tables?: boolean
  /** How many copies of each table, and of the whole database in `folder`, stay behind a run that succeeded; at least 1. Without `keep` and `age` all of them stay. */
  readonly keep?: number
  /** Copies that are younger stay, however many. */
  readonly age?: Milliseconds
}

export interface RunOptions {
  /**
   * Does everything once and undoes it before it is applied: `always`, `never`, or `auto` (the default), which is when more than one migration is pending and
   * one of them does more than add.
   */
  readonly rehearse?: 'auto' | 'always' | 'never'
  /** The largest database, in bytes, that is copied where only a copy can be rehearsed on. Default 2 GiB; a larger one is not rehearsed, which is told and is no failure. */
  readonly copyBytes?: number
  /** The last version to apply. Default: all. */
  readonly to?: number
  /** Applies a version below one that was applied already. Default false: it is refused. */
  readonly allowOutOfOrder?: boolean
  /** What to do while another host migrates: wait that long (default 60 000), or `skip`, or `fail` with `busy`. */
  readonly whenLocked?: Milliseconds | 'skip' | 'fail'
  /** How often a migration may have failed as it is before it is not tried again. Default 10. */
  readonly attempts?: number
  /** Refuses hazards that would lose data and are not accepted in the file. Default true. */
  readonly lint?: boolean
  /** Copies what a text takes away (a dropped table or column, a delete of all rows), or a step (`dropTable`, `dropColumn`, values lost by `changeColumnType`), within the database, and compares the copy, before it runs. Default true. With a policy also the whole database, and old copies are removed. */
  readonly backup?: boolean | BackupPolicy
  /**
   * Proves that a text changed only the tables that it names, by counts and hashes of the others that it could reach, and that a step which makes a table anew
   * kept its rows, in the columns that it does not change. Reads those tables twice; what only adds, or is changed in place by the engine, pays nothing. Default true.
   */
  readonly prove?: boolean
  /**
   * What was changed by other ways since the last run, found before anything is applied: `tell` it in the report (the default), `refuse` to go on, also at a start with nothing
   * pending, or `ignore` it. Reads the schema once; the default does so only when something is pending.
   */
  readonly drift?: 'tell' | 'refuse' | 'ignore'
  /** The longest one unit may run. Default one hour. */
  readonly timeout?: Milliseconds
  /** The longest wait for a table's lock, on engines that have them; it is tried again, with jitter. Default 5 000. */
  readonly lockTimeout?: Milliseconds
  readonly onProgress?: (progress: MigrationProgress) => void
  /**
   * Asked between two batches of a backfill, while no transaction is open: the next one begins when it resolves, as for a pause, or until a replica has caught up. What it
   * throws ends the run there, and the next run goes on behind that batch. `signal` ends the wait.
   */
  readonly throttle?: (progress: MigrationProgress) => void | Promise<void>
  readonly signal?: AbortSignal
}

export interface RehearseOptions extends RunOptions {
  /** Also undoes each that has a down, and does it again: it fails where schema or numbers of rows are then not as they were. Default false. */
  readonly down?: boolean
}

export interface MigrateOptions extends MigrationSource, RunOptions {
  /**
   * What a failure means for the application: `throw` (the default), or go on with what there is, `continue-readonly`: `migrate` resolves with the report,
   * which tells why in `error` and, of a history that cannot be right, in `problems`; and everything that may write throws `read-only` until a later `migrate` succeeds. Where only the engine knows whether plain SQL writes, that is refused too;
   * read it in `transaction(…, { readOnly: true })`.
   */
  readonly onFailure?: 'throw' | 'continue-readonly'
}

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
  /**
   * Looks at what a person would ask after something went wrong: the engine, the history's tables, who migrates, what is half-way, what earlier runs left
   * behind, odd names of files; with the remedy for each finding. Reads only, and reads the whole schema.
   */
  diagnose(): Promise<Diagnosis>
  /**
   * What can go wrong with the texts that are pending, for the rows that are there now. `portable`: also what one engine alone takes, in every text that is not given to one backend
   * (PT01). Reads only.
   */
  lint(options?: { readonly portable?: boolean }): Promise<readonly Finding[]>
  /** What `lint()` looks for on this engine: every rule that a finding can name, as `toSarif()` takes them. Asks nothing. */
  rules(): readonly HazardDescription[]
  /**
   * Does what is pending and undoes it: in a transaction that is rolled back, or on a copy of the database where the engine cannot do it all in one. It
   * holds the lanes that applying it would hold. What survives a rollback on some engines: a sequence that moved on.
   */
  rehearse(options?: RehearseOptions): Promise<Rehearsal>
  /**
   * Applies what is pending, each migration once whichever host comes first. A killed run is taken up where it stopped. Throws `migration` when one fails or must not be run,
   * `busy` while another host migrates (see `whenLocked`), and `conflict` when another one took over because this one was silent for half a minute; `report` tells
   * what was done.
   */
  apply(options?: RunOptions): Promise<MigrationReport>
  /** Whether the database is what its history says: the schema too, as the last run left it. Reads only. */
  verify(): Promise<Verification>
  /** Copies these tables within the database, and compares the copies. Resolves with what `restore` takes. */
  backup(options: { readonly tables: readonly string[] }): Promise<readonly TableBackup[]>
  /**
   * Copies the whole database into a new file of a folder, while nobody writes, and compares every table. Throws `unsupported` where a database is no file of its own, and
   * `disk-full` before anything is written.
   */
  backup(options: { readonly folder: string }): Promise<DatabaseBackup>
  /** The copies of tables that there are, newest first: those of `backup()` and those that were made before something was taken away. */
  backups(): Promise<readonly TableBackup[]>
  /** The whole copies in a folder, newest first. */
  backups(options: { readonly folder: string }): Promise<readonly DatabaseBackup[]>
  /** Brings a table back from its copy, after that was compared. Throws `migration` when the table is there, unless `replace` or `as`. */
  restore(
    name: string,
    options?: { readonly as?: string; readonly replace?: boolean },
  ): Promise<{ readonly rows: number }>
  /**
   * Puts a whole copy in the place of the open database, history included, and keeps what was there beside it. It waits until everybody has given their connections back. Throws what is wrong
   * with the copy (`not-found`, `corrupt`, `unsupported`) before anything is touched, and `in-use` while another process has the database.
   */
  restore(from: { readonly file: string }): Promise<RestoredFile>
  /** Writes into the history that everything up to `version` is there already, without running it. */
  baseline(version: number): Promise<readonly AppliedMigration[]>
  /**
   * Takes over what another tool has applied (Knex, Kysely, Prisma, Sequelize, goose, Flyway, dbmate, Rails), by number or by name, and runs nothing. Its table stays.
   * Throws `not-found` when there is none. Where the tool's table is called `schema_migrations`, name the ledger otherwise.
   */
  adopt(): Promise<readonly AppliedMigration[]>
  /** Undoes the newest migrations down to `to`, which stays. Throws `migration` when one has no `down`. */
  down(options: { readonly to: number } & RunOptions): Promise<MigrationReport>
  /**
   * Writes one text for the migrations up to `to`: a new database starts with it, one that has applied them does not run it. Both ways are gone from this database,
   * which has to be empty, on a copy or in a transaction that is rolled back, and compared, schema and rows. Throws `migration` where they differ. Writes no file.
   */
  squash(options?: SquashOptions): Promise<SquashedMigration>
  /** Accepts an edited migration as it is now. The old checksum stays among the events. */
  repair(options: { readonly acceptChecksum: readonly number[] }): Promise<readonly AppliedMigration[]>
}
