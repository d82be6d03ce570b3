import type { StoredColumn } from './proof-form.ts'
import type { Statement } from './statement.ts'

/** Statements that fill a table, in order. */
export interface Filling {
  readonly start: readonly Statement[]
  /** Where a row can only follow the one that it refers to: repeated until `ready` gives no row. */
  readonly rounds?: {
    readonly round: readonly Statement[]
    readonly ready: Statement
    readonly end: readonly Statement[]
  }
}

/** How one engine copies a table and makes it again: statements, no I/O. Names as in the database, not quoted. */
export interface BackupForm {
  /** The longest name of a table, in bytes. */
  readonly nameBytes: number
  /** In order: make `copy` with the values of these columns of `table`, of exactly their types and without any constraint. */
  copyTable(table: string, copy: string, columns: readonly StoredColumn[]): readonly Statement[]
  /** Puts the rows of `copy` into `table`, which is empty. */
  fillTable(copy: string, table: string, columns: readonly StoredColumn[]): Filling
  /**
   * What makes the table again as it is, one statement a row: `before` or `after` its rows are there, and the text. In order. No rows
   * where the engine cannot say it.
   */
  definition(table: string, columns: readonly StoredColumn[]): readonly Statement[]
  /** Rows when other tables refer to this one in a way that dropping it would act on their rows. */
  readonly actingReferences?: (table: string) => Statement
}
