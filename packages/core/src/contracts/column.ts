/** The portable column types. Each has one JavaScript type on every engine. */
export type ColumnKind =
  | 'text'
  | 'enum'
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

/** What a column is besides its type, for the type checker: `optional` may be left out of a new row, `kept` is the library's. */
export type ColumnFlag = 'text' | 'json' | 'decimal' | 'optional' | 'key' | 'stamped' | 'kept' | 'tenant'

/** What a column that the library keeps holds. */
export type Keeps = 'created' | 'updated' | 'deleted-at' | 'deleted-by' | 'version' | 'tenant'

/**
 * What happens to rows that refer to a row which is removed for good: `restrict` refuses with `foreign-key`, `cascade` removes
 * them too, `set-null` empties the reference. A soft delete touches no other table.
 */
export type OnDelete = 'restrict' | 'cascade' | 'set-null'

/** A default that is worked out for each row: the statement's time, or a new UUID of version 7 (ordered by time). */
export interface DefaultExpression<T = unknown> {
  readonly expression: 'now' | 'uuid'
  /** Carries the type only. */
  readonly [columnType]?: T
}

/** What a column holds, as data. */
export interface ColumnSpecification {
  readonly kind: ColumnKind
  readonly isNullable: boolean
  /** Total digits of a decimal. */
  readonly precision?: number
  /** Digits after the point of a decimal. */
  readonly scale?: number
  /** The values of an `oneOf` column. */
  readonly values?: readonly string[]
  /** `database`: compares as the database was set up to, which a join with a foreign table wants. Default: as UTF-8 bytes. */
  readonly collation?: 'database'
  /** The name in the database. Default: the property in snake_case. */
  readonly name?: string
  readonly isPrimaryKey?: boolean
  readonly isUnique?: boolean
  /** What a new row gets that leaves the column out. */
  readonly fallback?: { readonly value: unknown } | DefaultExpression
  /** `column`: of another table, or the property of one of the same table. */
  readonly reference?: { readonly column: (() => TableColumn) | string; readonly onDelete: OnDelete }
  readonly keeps?: Keeps
}

/**
 * What a column holds. Made by `text()`, `integer()`, …; each method gives a new column and leaves this one as it is. `T` is the
 * type of a value, `F` what the type checker knows beside it, `R` the column that it refers to.
 */
export interface Column<
  T = unknown,
  F extends ColumnFlag = ColumnFlag,
  R = unknown,
> extends ColumnSpecification {
  /** The same column, which may also hold `null`, and does when a new row leaves it out. */
  nullable(): Column<T | null, F | 'optional', R>
  /** What a new row gets that leaves the column out. The database has it too, for rows that plain SQL inserts. */
  default(value: T | DefaultExpression<T>): Column<T, F | 'optional', R>
  /** The primary key, or a part of it when several columns say so. One of text or UUID that a new row leaves out is a new UUID of version 7. */
  primaryKey(): Column<T, F | 'key' | ('text' extends F ? 'optional' : never), R>
  /** No two rows have the same value; `null` is never the same. Among soft-deleted rows, only those that are not deleted count. */
  unique(): Column<T, F, R>
  /**
   * The value is that of a row in another table: `references(() => users.id)`, which may be defined further down in the module. `onDelete`:
   * default `restrict`. TypeScript cannot infer tables that refer to each other in a ring: there write `references((): TableColumn => users.id)`.
   */
  references<C extends TableColumn>(
    column: () => C,
    options?: { readonly onDelete?: OnDelete },
  ): Column<T, F, C>
  /** The value is that of a row in the same table, whose column has this property: `references('id')`. */
  references<P extends string>(
    property: P,
    options?: { readonly onDelete?: OnDelete },
  ): Column<T, F, OwnColumn<P>>
  /** The name in the database. Default: the property in snake_case. */
  named(name: string): Column<T, F, R>
  /** Carry the types only; they do not exist at run time. */
  readonly [columnType]?: T
  readonly [columnFlags]?: F
  readonly [columnTarget]?: R
}

declare const columnType: unique symbol
declare const columnFlags: unique symbol
declare const columnTarget: unique symbol
declare const columnOwner: unique symbol

/** A column of a defined table, as `users.id`: for references and includes. */
export interface TableColumn<T = unknown, C = unknown, R = unknown> {
  /** The table's name in the database. */
  readonly table: string
  /** The name of the property. */
  readonly property: string
  readonly [columnType]?: T
  readonly [columnOwner]?: C
  readonly [columnTarget]?: R
}

/** Stands for the column of this property in the table that is being defined. */
export interface OwnColumn<P extends string = string> {
  readonly ownColumn: P
}

export type Columns = Readonly<Record<string, Column>>

/** The value that a column holds. */
export type ValueOf<C> = C extends { readonly [columnType]?: infer T } ? T : never
/** What the type checker knows of a column beside its type. */
export type FlagsOf<C> = C extends { readonly [columnFlags]?: infer F } ? F : never
/** The columns of the table that a table column belongs to, and the column that it refers to. */
export type OwnerOf<C> = C extends { readonly [columnOwner]?: infer O } ? O : never
export type TargetOf<C> = C extends { readonly [columnTarget]?: infer R } ? R : never

/** The row that `.as(columns)` reads. */
export type RowOf<C> = { readonly [K in keyof C]: ValueOf<C[K]> }
