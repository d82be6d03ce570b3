import type { BrokenReference } from '../../contracts/rehearsal.ts'
import type { StoredColumn } from '../../database/proof-form.ts'
import type { Measure } from './measure-table.ts'

export type { BrokenReference }

/** What the tables of a database held at one moment. */
export interface Stock {
  readonly tables: readonly TableStock[]
  /** Rows that refer to rows that are not there, where the engine can hold such rows. */
  readonly broken: readonly BrokenReference[]
}

export interface TableStock {
  readonly table: string
  /** Which columns were measured. */
  readonly columns: readonly StoredColumn[]
  /** Names of columns that should have been measured and are not there. */
  readonly missing: readonly string[]
  /** Absent when the table is not there. */
  readonly measure?: Measure
}

/** What a migration says it changes: a whole table, or some of its columns with the others and the rows kept. */
export interface Declared {
  readonly table: string
  readonly columns?: readonly string[]
}

/** What tables and columns were called, and are called now. */
export interface StockRenames {
  readonly tables?: Readonly<Record<string, string>>
  /** By the table's former name. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, string>>>>
}
