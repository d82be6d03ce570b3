import type { Milliseconds } from './environment.ts'
import type { Finding } from './hazard.ts'
import type { SchemaChange } from './schema-change.ts'
import type { FailedMigration, PlannedMigration } from './migration-report.ts'

/** What pending migrations would do, found by doing it on a copy, or in a transaction that was rolled back. */
export interface Rehearsal {
  /** `incomplete`: what was tried passes, and some of it could not be tried: see `notRehearsed`. */
  readonly outcome: 'passes' | 'fails' | 'incomplete'
  /** `in-place`: in one transaction, rolled back. `copy`: on a copy of the database, removed since. */
  readonly where: 'in-place' | 'copy'
  readonly migrations: readonly RehearsedMigration[]
  readonly failed?: FailedMigration
  /** Migrations of which nobody can say here whether they would fail. */
  readonly notRehearsed: readonly NotRehearsed[]
  /** Single statements that could not be tried, each with the reason. */
  readonly untried: readonly string[]
  /** What was tried in place has changed, although it was rolled back. Empty where everything was tried on a copy, and where the engine brings all of it back. */
  readonly survives: readonly Survivor[]
  readonly duration: Milliseconds
}

/** Something that no rollback brings back. */
export interface Survivor {
  /**
   * `sequence`: it gave out numbers, and nobody gets them again. `size`: a table, with its indexes, takes more room on the disk until the engine uses it
   * for other rows or gives it back.
   */
  readonly what: 'sequence' | 'size'
  /** Of the sequence or the table. */
  readonly name: string
  /** The last number that was given out, null before the first; or bytes. */
  readonly before: number | bigint | null
  readonly after: number | bigint | null
}

export interface NotRehearsed extends Pick<PlannedMigration, 'version' | 'name' | 'file'> {
  readonly because: string
}

export interface RehearsedMigration extends Pick<PlannedMigration, 'version' | 'name' | 'file'>, Effects {
  readonly duration: Milliseconds
  /** What changes in the schema, in words. */
  readonly schema: readonly string[]
  /** The same, as data. */
  readonly changes: readonly SchemaChange[]
  /** Tables that it names, and those whose number of rows changes: how many there are before and after; undefined where the table is not there. */
  readonly rows: readonly {
    readonly table: string
    readonly before: number | undefined
    readonly after: number | undefined
  }[]
  /** What it takes away, as far as its text or its steps say so: code and triggers show in `rows` only. */
  readonly lost: readonly LostValues[]
  /** Rows that refer to rows that are not there, when it is done; those of before included. One more of them, and it fails. Empty where the engine lets none be. */
  readonly brokenReferences: readonly BrokenReference[]
  readonly hazards: readonly Finding[]
  /** With `down: true`, where it has one: whether going down and up again leaves schema and numbers of rows as they were, and what not. */
  readonly down?: { readonly restores: boolean; readonly differences: readonly string[] }
}

/** What a migration does to tables beside their rows. */
export interface Effects {
  /** Tables whose rows, or a column of all of them, are written anew. */
  readonly rewritten: readonly string[]
  /** Indexes that were there before and are built again. */
  readonly rebuilt: readonly string[]
  /** What others have to wait for, by table that was there before: the strongest lock of each. */
  readonly locks: readonly TakenLock[]
}

export interface TakenLock {
  /** Left out where it is the whole database. */
  readonly table?: string
  /** As the engine calls it. */
  readonly mode: string
  /** Whom it holds off until the transaction ends: everybody, whoever writes, or only other changes of definitions. */
  readonly blocks: 'reads' | 'writes' | 'definitions'
}

/** Values that would not be there any more. */
export interface LostValues {
  readonly table: string
  /** Left out where whole rows go. */
  readonly column?: string
  /** `dropped`: with the table or the column. `deleted`: the rows. `changed`: they are not the same in the new type of the column. */
  readonly how: 'dropped' | 'deleted' | 'changed'
  /** How many rows, or values of the column. */
  readonly count: number
  /** The primary keys of some of the rows, in order. None where the table has no key, or where only the statement itself could tell. */
  readonly samples: readonly (readonly unknown[])[]
}

export interface BrokenReference {
  readonly table: string
  readonly parent: string
  readonly rows: number
}
