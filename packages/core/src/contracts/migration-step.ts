import type { Column, OnDelete } from './column.ts'
import type { Transaction } from './session.ts'
import type { AnyTable } from './table.ts'

/** Plain SQL: one or several statements, for all backends or by backend's name with `default`. */
export interface SqlStep {
  readonly kind: 'sql'
  readonly text: string | Readonly<Record<string, string>>
}

/** Code, in the transaction of its migration. It also runs in a rehearsal, and again after a failure: so it must not have effects outside. */
export interface RunStep {
  readonly kind: 'run'
  readonly title: string
  readonly body: (tx: Transaction) => Promise<void>
}

export interface CreateTableStep {
  readonly kind: 'create-table'
  readonly table: AnyTable
}

/** A copy of the rows is kept and compared before anything is dropped, see `restore()`. */
export interface DropTableStep {
  readonly kind: 'drop-table'
  readonly table: string
}

export interface RenameTableStep {
  readonly kind: 'rename-table'
  readonly table: string
  readonly to: string
}

/** Adds the column, fills it for the rows that are there, and only then forbids nulls where the column does. */
export interface AddColumnStep {
  readonly kind: 'add-column'
  readonly table: string
  readonly column: string
  readonly type: Column
  /** An SQL expression over the row's other columns, for the rows that are there. Default: the column's default. */
  readonly backfill?: string
  /** Rows of a batch, see `BackfillStep`. */
  readonly batch?: number
}

/** A copy of the column, with the key, is kept and compared before it is dropped. */
export interface DropColumnStep {
  readonly kind: 'drop-column'
  readonly table: string
  readonly column: string
}

export interface RenameColumnStep {
  readonly kind: 'rename-column'
  readonly table: string
  readonly column: string
  readonly to: string
}

/**
 * What to do about values that would not come back the same from the new type: nothing is changed and the step fails (`refuse`, the default), their rows'
 * old values are kept aside with the reason and the column gets null (`quarantine`), or up to `accept` of them may be lost.
 * Where any is lost, the table is copied first, as before a `dropColumn`, unless the run has `backup: false`: `backups()` lists the copy and `restore()` brings the old
 * values back. That reads the table three times more and needs its room once more; a change that loses nothing pays nothing.
 */
export type Loss = 'refuse' | 'quarantine' | { readonly accept: number }

export interface ChangeColumnTypeStep {
  readonly kind: 'change-column-type'
  readonly table: string
  readonly column: string
  readonly type: Column
  /** An SQL expression for the new value. Default: the engine's cast. */
  readonly using?: string
  readonly loss?: Loss
}

/** Forbids nulls, or allows them. Forbidden while rows have one, nothing is changed and it fails with `not-null`: see `BrokenPromise`. */
export interface SetNullableStep {
  readonly kind: 'set-nullable'
  readonly table: string
  readonly column: string
  readonly isNullable: boolean
  /** Of one that forbids: an SQL expression over the row's other columns, for the rows that have null. It is filled in before, in batches. */
  readonly fill?: string
  /** Rows of a batch, see `BackfillStep`. */
  readonly batch?: number
}

/** What new rows get in the column when nothing is said. Rows that are there stay as they are. */
export interface SetDefaultStep {
  readonly kind: 'set-default'
  readonly table: string
  readonly column: string
  /** An SQL expression, or a column whose default is meant, which each engine spells in its own way. Left out: none any more. */
  readonly to?: string | Column
}

/** A condition that every row must keep. Where one does not, nothing is changed and it fails with `check`: see `BrokenPromise`. */
export interface AddCheckStep {
  readonly kind: 'add-check'
  readonly table: string
  readonly name: string
  /** An SQL condition over the columns of a row. Null passes, as everywhere in SQL. */
  readonly expression: string
}

/** Which check is meant: by its name, or by its condition where the engine keeps no names. Give both for every engine. */
export interface WhichCheck {
  readonly name?: string
  readonly expression?: string
}

export interface DropCheckStep {
  readonly kind: 'drop-check'
  readonly table: string
  readonly check: WhichCheck
}

/** No two rows have the same values there; rows with a null never do. While some do, nothing is changed and it fails with `duplicate`: see `BrokenPromise`. */
export interface AddUniqueStep {
  readonly kind: 'add-unique'
  readonly table: string
  readonly columns: readonly string[]
  /** Default: the table, the columns and `unique`, joined by `_`. */
  readonly name?: string
}

/** Which constraint is meant: by its columns, which is right on every engine, or by its name. */
export interface WhichColumns {
  readonly columns?: readonly string[]
  readonly name?: string
}

export interface DropUniqueStep {
  readonly kind: 'drop-unique'
  readonly table: string
  readonly unique: WhichColumns
}

/** Rows refer to rows of another table. While one leads nowhere, nothing is changed and it fails with `foreign-key`: see `BrokenPromise`. */
export interface AddReferenceStep {
  readonly kind: 'add-reference'
  readonly table: string
  readonly columns: readonly string[]
  readonly to: ReferenceTarget
}

export interface ReferenceTarget {
  readonly table: string
  /** The primary key, or unique columns, in the order of those that refer to them. */
  readonly columns: readonly string[]
  /** What becomes of the rows when the one they refer to is deleted. Default `restrict`: it cannot be. */
  readonly onDelete?: OnDelete
  /** Default: the table, the columns and `reference`, joined by `_`. */
  readonly name?: string
}

/** The same for a reference of a definition: also where the library keeps it, because the engine has none, or none that acts. */
export interface AddDefinedReferenceStep {
  readonly kind: 'add-defined-reference'
  readonly table: AnyTable
  /** The property of the definition that refers to another table. */
  readonly property: string
}

/** Also one that the library keeps. */
export interface DropReferenceStep {
  readonly kind: 'drop-reference'
  readonly table: string
  readonly reference: WhichColumns
}

/** What an error says in `report` when rows stand in the way of a constraint. Its `constraint` and `table` name it. */
export interface BrokenPromise {
  /** The hazard, as `DD02`. */
  readonly rule: 'DD01' | 'DD02' | 'DD03'
  readonly rows: number
  /** How many of them do not keep it; of rows that have the same values, each. */
  readonly violations: number
  /** Primary keys of the first of those, in order; never another value. Empty where the table has no primary key. */
  readonly samples: readonly (readonly (string | number | bigint | boolean | null)[])[]
}

export interface CreateIndexStep {
  readonly kind: 'create-index'
  readonly table: string
  readonly name: string
  readonly columns: readonly string[]
  readonly unique?: boolean
  /** An SQL condition: only rows for which it holds. Where the engine has no such index: all rows, refused when it is unique. */
  readonly where?: string
}

export interface DropIndexStep {
  readonly kind: 'drop-index'
  readonly table: string
  readonly name: string
}

/**
 * Changes rows in batches in the order of the primary key, or else of a unique key without nulls, each a transaction that also keeps how far it is: a kill costs one batch, and no row is done
 * twice. Without either it is refused.
 */
export interface BackfillStep {
  readonly kind: 'backfill'
  readonly table: string
  /** An SQL expression for each column to change. */
  readonly set: Readonly<Record<string, string>>
  /** An SQL condition. It should be false for rows that are done, or writers behind the cursor are missed. */
  readonly where?: string
  /** Rows of a batch. Default: 5 000 at first, then as many as take about a quarter of a second, at most 500 000. */
  readonly batch?: number
}

/** A step of a migration, as data. Names are those in the database. Made by `createTable()`, `addColumn()`, … */
export type MigrationStep =
  | SqlStep
  | RunStep
  | CreateTableStep
  | DropTableStep
  | RenameTableStep
  | AddColumnStep
  | DropColumnStep
  | RenameColumnStep
  | ChangeColumnTypeStep
  | SetNullableStep
  | SetDefaultStep
  | AddCheckStep
  | DropCheckStep
  | AddUniqueStep
  | DropUniqueStep
  | AddReferenceStep
  | AddDefinedReferenceStep
  | DropReferenceStep
  | CreateIndexStep
  | DropIndexStep
  | BackfillStep
