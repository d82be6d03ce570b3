import type { StoreName } from './environment.ts'
import type { MigrationStep } from './migration-step.ts'
import type { Transaction } from './session.ts'
import type { Squashed } from './squash.ts'
import type { AnyTable } from './table.ts'

/**
 * What a migration does: SQL text of one or several statements, steps as data, or code. Data can be shown, judged, rehearsed and resumed
 * step by step; code is opaque, so it is one step. Text is for the engine at hand: give one for each that spells it otherwise, by the
 * backend's name, with `default` for the rest.
 */
export type MigrationScript =
  | string
  | Readonly<Record<string, string>>
  | readonly (MigrationStep | string)[]
  | ((tx: Transaction) => Promise<void>)

/** One change of a database, in code. A released one is never edited: its checksum is kept. */
export interface Migration {
  /** Its place in the order: a whole number from 1. Numbers may have gaps. */
  readonly version: number
  readonly name: string
  readonly up: MigrationScript
  /** How to undo it, for `down()`. */
  readonly down?: MigrationScript
  /** False: each statement is its own unit, outside of a transaction, as `create index concurrently` needs. Default true. */
  readonly transaction?: boolean
  /** Hazards that are accepted, by rule, each with the reason why: `{ DL02: 'the column was never read' }`. */
  readonly accept?: Readonly<Record<string, string>>
  /** What it stands for: a new database starts with it, and one that has applied these does not run it. See `squash()`. */
  readonly squashes?: readonly Squashed[]
}

/** A text that is run again whenever it changes, behind all migrations: for views, functions and triggers. */
export interface Repeatable {
  /** By which it is known again. Those that are to be run are run in the order of their names. */
  readonly name: string
  /** SQL that can be run any number of times, as `create or replace view`; for all backends, or by backend's name with `default`. */
  readonly up: string | Readonly<Record<string, string>>
  /** See `Migration`. */
  readonly accept?: Readonly<Record<string, string>>
}

/** Where the migrations of a line come from: give one of the four. */
export interface MigrationSource {
  /**
   * A folder of `001_name.sql` (also `001_name.up.sql` and `.down.sql`), of `001_name.<backend>.sql` for a text that only one backend takes, and of
   * modules `001_name.js` or `.ts` that export `up` and `down` or a `Migration`. Ordered by number. `R__name.sql` is a `Repeatable`; `007_name.squash.sql`
   * stands for those up to 7.
   */
  readonly directory?: string | URL
  readonly migrations?: readonly Migration[]
  /** Beside `migrations`. A folder has its own, as files. */
  readonly repeatables?: readonly Repeatable[]
  /** Definitions that the database shall have: what is missing is made, a difference that could lose data is refused. */
  readonly tables?: readonly AnyTable[]
  /** A store: the history of the tables that `open` makes for it, to look at or to repair. */
  readonly store?: StoreName
  /** Which of several independent histories in one database. Default `app`. */
  readonly line?: string
  /** The table that keeps the history. Default `schema_migrations`. */
  readonly ledger?: string
}
