import type { Columns, RowOf } from './column.ts'
import type { Milliseconds } from './environment.ts'

/**
 * A value that can be bound to a parameter. It is stored as it is or refused with `invalid-value`: a lone surrogate, a
 * NUL character, `NaN`, an infinity, −0 and an unsafe integer are never changed silently.
 */
export type Bindable = null | string | number | bigint | boolean | Date | Uint8Array

/** A value as raw SQL gives it back; the table in the documentation says which engine type becomes which. */
export type Cell = null | string | number | boolean | Date | Uint8Array | readonly Cell[]

/** A row of raw SQL, by column name. */
export type Row = Readonly<Record<string, Cell>>

/** A statement made by the `sql` tag. A plain string is refused everywhere. */
export interface SqlQuery<R = Row> {
  /** Reads the columns as these portable types, the same on every engine; what does not fit throws `invalid-value`. */
  as<C extends Columns>(columns: C): SqlQuery<RowOf<C>>
  /** Carries the type only; it does not exist at run time. */
  readonly [rowType]?: R
}

declare const rowType: unique symbol

export interface StatementOptions {
  /** Stops the work: see the capability `cancel` for what can be stopped. */
  readonly signal?: AbortSignal
  /** The longest the call may take, waiting included. Then it throws `timeout`. */
  readonly timeout?: Milliseconds
}

export interface StreamOptions extends StatementOptions {
  /** Rows fetched at a time. Default 500. */
  readonly chunk?: number
}

export interface RunResult {
  /** Rows inserted, deleted, or matched by an update. */
  readonly affected: number
}

/** Rows for `bulkInsert`: all rows have the same columns as the first. */
export type BulkRow = Readonly<Record<string, Bindable>>

/** Plain SQL. Portable values go in; what comes out follows `.as(…)`, or one documented table without it. */
export interface Sql {
  /** Every row. Throws `syntax`, `no-table`, a constraint code … as the engine answers. */
  all<R>(query: SqlQuery<R>, options?: StatementOptions): Promise<readonly R[]>
  /** The first row, or `undefined` when there is none. */
  first<R>(query: SqlQuery<R>, options?: StatementOptions): Promise<R | undefined>
  /** Runs a statement for its effect. */
  run(query: SqlQuery<never> | SqlQuery<Row>, options?: StatementOptions): Promise<RunResult>
  /** Every row, in flat memory. Leaving the loop early frees the connection. */
  stream<R>(query: SqlQuery<R>, options?: StreamOptions): AsyncIterable<R>
  /**
   * Inserts many rows the fastest way the engine has, in one transaction: all or none. It reads `rows` in flat memory.
   * Resolves with the number of rows.
   */
  bulkInsert(
    table: string,
    rows: Iterable<BulkRow> | AsyncIterable<BulkRow>,
    options?: StatementOptions,
  ): Promise<number>
}
