/** The portable column types. Each has one JavaScript type on every engine. */
export type ColumnKind =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'decimal'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'json'
  | 'bytes'
  | 'uuid'

/** What a column holds. Made by `text()`, `integer()`, …; `T` is the type of a value read from it. */
export interface Column<T = unknown> {
  readonly kind: ColumnKind
  readonly isNullable: boolean
  /** Total digits of a decimal. */
  readonly precision?: number
  /** Digits after the point of a decimal. */
  readonly scale?: number
  /** The same column, which may also hold `null`. */
  nullable(): Column<T | null>
  /** Carries the type only; it does not exist at run time. */
  readonly [columnType]?: T
}

declare const columnType: unique symbol

export type Columns = Readonly<Record<string, Column>>

/** The row that `.as(columns)` reads. */
export type RowOf<C extends Columns> = { readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never }
