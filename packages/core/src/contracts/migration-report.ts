import type { HoldfastError } from '../errors.ts'
import type { Milliseconds } from './environment.ts'

/** A migration that the ledger says was applied. */
export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly appliedAt: Date
  /** SHA-256 of the text or data that was applied, in hexadecimal. */
  readonly checksum: string
  readonly kind: 'sql' | 'code' | 'baseline' | 'repair'
  readonly statements: number
  readonly duration: Milliseconds
  /** `started`: it is not one transaction, and was left half-way; the next run goes on with it. */
  readonly outcome: 'applied' | 'started'
  readonly engine: string
  readonly tool: string
  readonly appliedBy: string
}

/** A repeatable text as it was when it ran last. */
export type AppliedRepeatable = Omit<AppliedMigration, 'version' | 'kind' | 'outcome'>

/** What is to be done for one migration. */
export interface PlannedMigration {
  /** 0 of a repeatable one, here and in every report: it has a name only. */
  readonly version: number
  readonly name: string
  /** The file it comes from. Left out for one in code. */
  readonly file?: string
  readonly checksum: string
  /** `one`: all or nothing, with its entry in the ledger. `steps`: each step by itself, resumed where it stopped. */
  readonly transaction: 'one' | 'steps'
  readonly steps: readonly PlannedStep[]
}

export interface PlannedStep {
  /** As `create the table "users"`. */
  readonly title: string
  /** The statements, where they are known before it runs. */
  readonly statements: readonly string[]
  /** In `file`, counted from 1. */
  readonly line?: number
}

/** A history that cannot be right, and what to do about it. */
export interface HistoryProblem {
  /** `tampered` is told by `verify()` and `diagnose()` alone, which read the events; `sum`: the folder is not what its `holdfast.sum` says. The others keep `apply()` from running. */
  readonly kind: 'edited' | 'missing' | 'out-of-order' | 'ahead' | 'squashed' | 'tampered' | 'sum'
  readonly version: number
  readonly name: string
  readonly message: string
  /** Of `edited`, where that was kept: the lines of its text, or the steps of its list, that are not what was applied. Behind what was taken away it is the next one. */
  readonly places?: readonly number[]
}

export interface MigrationPlan {
  readonly line: string
  readonly pending: readonly PlannedMigration[]
  /** With one of these, `apply()` throws `migration` and changes nothing. */
  readonly problems: readonly HistoryProblem[]
}

export interface MigrationStatus extends MigrationPlan {
  readonly applied: readonly AppliedMigration[]
  /** Repeatable texts as they ran last, by name. */
  readonly repeated: readonly AppliedRepeatable[]
  /** Who migrates at this moment, for people: also since when, or where the session is the lock, since when it is connected. */
  readonly holder?: string
}

export interface DoneMigration {
  readonly version: number
  readonly name: string
  readonly duration: Milliseconds
}

/** What a run did, whole: also what it did not come to. */
export interface MigrationReport {
  /** `skipped`: another host was migrating, and the caller did not want to wait. */
  readonly outcome: 'applied' | 'nothing' | 'skipped' | 'failed'
  readonly applied: readonly DoneMigration[]
  readonly failed?: FailedMigration
  /** What is not right about the history, for which nothing was tried: of a start with `onFailure: 'continue-readonly'`, which does not throw it. */
  readonly problems?: readonly HistoryProblem[]
  /** What such a start went on in spite of. */
  readonly error?: HoldfastError
  readonly notRun: readonly Pick<PlannedMigration, 'version' | 'name'>[]
  /** What was changed by other ways since the run before, in words. Left out where there is nothing, or nobody looked. */
  readonly drift?: readonly string[]
  readonly duration: Milliseconds
}

export interface FailedMigration extends Pick<PlannedMigration, 'version' | 'name' | 'file'> {
  /** It failed while it was undone: file, step and line are those of what undoes it. Left out while it is applied. */
  readonly direction?: 'down'
  readonly step: string
  readonly line?: number
  /**
   * `old`: the database is as before this migration. `half`: the steps before this one are done, and the next run goes on here. `unknown`: the connection
   * was lost, so nobody could ask; `status()` tells when the database answers again, and the next run goes on from there.
   */
  readonly left: 'old' | 'half' | 'unknown'
  readonly error: HoldfastError | TypeError | RangeError | Error
}

/** Something to show while a run lasts. */
export interface MigrationProgress {
  readonly phase: 'lock' | 'verify' | 'rehearse' | 'backup' | 'apply' | 'backfill' | 'import'
  readonly version?: number
  readonly name?: string
  readonly step?: string
  readonly done: number
  /** Left out when it is not known. */
  readonly total?: number
  /** Of a backfill: about how long the rest of it takes, as fast as this run has been so far. */
  readonly remaining?: Milliseconds
}
