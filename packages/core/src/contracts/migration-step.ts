import type { Column } from './column.ts'
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

/** Forbids nulls, or allows them. Fails with `not-null` when a row has none. */
export interface SetNullableStep {
  readonly kind: 'set-nullable'
  readonly table: string
  readonly column: string
  readonly isNullable: boolean
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
 * Changes rows in batches in the order of the primary key, each a transaction that also keeps how far it is: a kill costs one batch, and no row is done
 * twice. Without a primary key it is refused.
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
  | CreateIndexStep
  | DropIndexStep
  | BackfillStep
