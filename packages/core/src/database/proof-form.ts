import type { Statement } from './statement.ts'

/** How one engine proves what its tables hold: statements and expressions, no I/O. */
export interface ProofForm {
  /** The columns that hold data, generated ones left out, in order: name, type, perhaps a mark. No rows when there is no such table. */
  columnsOf(table: string): Statement
  /**
   * One row: the number of rows, then cells that together are a hash of the rows' values in these columns, whatever the order
   * of the rows. Sums of at least 64 bits, so that changes do not cancel each other as they would in an exclusive or. A column with a former type is
   * measured as what its values are in that, and the rows are those alone whose values come back from it the same.
   */
  measure(table: string, columns: readonly StoredColumn[]): Statement
  /** Rows that refer to rows that are not there: table, parent, how many. Only where the engine can hold such rows. */
  readonly brokenReferences?: Statement
  /** One cell: the engine's version, as `castTest` understands it. Only where that depends on it. */
  readonly engineVersion?: Statement
  castTest(change: CastChange, version?: string): CastTest
}

export interface StoredColumn {
  readonly name: string
  /** As the engine spells it. On an engine that does not hold values to their column's type, it proves nothing. */
  readonly type: string
  /** What the dialect told itself about the column. */
  readonly mark?: string | undefined
  /** What it was of another type. */
  readonly former?: { readonly type: string; readonly mark?: string | undefined }
}

export interface CastChange {
  readonly column: string
  /** As the engine spells them. */
  readonly from: string
  readonly to: string
  /** An expression of the new value. Default: a cast of the column. */
  readonly using?: string | undefined
  /** An expression over `value`, the new value, that gives the old one. Default: a cast to the old type. */
  readonly back?: string | undefined
  /** The least and the greatest new value, where the engine's type would take more. */
  readonly range?: readonly [least: number | bigint, greatest: number | bigint] | undefined
}

/** Expressions for a change of type, each over those before it. */
export interface CastTest {
  /** Over the columns of the table: the new value, or null where it has none. */
  readonly value: string
  /** Over `held`, the old value, and `value`: what the new value is as an old one. */
  readonly again: string
  /** Over `held`, `value` and `again`: nothing was lost. */
  readonly same: string
  /** Over `held` and `value`: something was lost because the new type has no room. */
  readonly outOfRange: string
  /** What ends a derived table of an engine that would put its expressions into the query around it, each as often as it is named. */
  readonly fence?: string
  /** `value` fails for some values, and the engine has no expression that would tell which. */
  readonly mayFail: boolean
}
