import type {
  Columns,
  ColumnSpecification,
  FlagsOf,
  OnDelete,
  OwnColumn,
  RowOf,
  TableColumn,
  TargetOf,
  ValueOf,
} from './column.ts'
import type { ChangeTracking } from './changes.ts'
import type { Filter } from './filter.ts'

/**
 * A table as `defineTable` makes it: its columns as properties (`users.email`), and its definition as data behind a symbol.
 * `C` are the columns, `K` the names of those that make the primary key.
 */
export type Table<C = Columns, K extends PropertyKey = PropertyKey> = TableColumns<C> & {
  readonly [tableColumns]?: C
  readonly [tableKey]?: K
}

declare const tableColumns: unique symbol
declare const tableKey: unique symbol

type TableColumns<C> = { readonly [P in keyof C]: TableColumn<ValueOf<C[P]>, C, Target<TargetOf<C[P]>, C>> }
type Target<R, C> = R extends OwnColumn<infer P> ? TableColumn<ValueOf<C[P & keyof C]>, C> : R

/** What columns must be beside their types: a reference to the table itself names one of its columns. */
export type Sound<C> = {
  readonly [P in keyof C]: Extract<TargetOf<C[P]>, OwnColumn>['ownColumn'] extends keyof C ? unknown : never
}

/** Any table, whatever its columns. */
export type AnyTable = object & { readonly [tableColumns]?: unknown; readonly [tableKey]?: unknown }

/** The columns of a table, as `defineTable` was given them. */
export type ColumnsOf<T> = T extends { readonly [tableColumns]?: infer C } ? C : never
/** The properties that make a table's primary key, as its definition names them. */
export type KeyNamesOf<T> = T extends { readonly [tableKey]?: infer K } ? K : never

/** An intersection written out, as people want to read it. */
export type Simplify<T> = { [P in keyof T]: T[P] }

/** A row as it is read. */
export type TableRow<T> = Simplify<RowOf<ColumnsOf<T>>>

/** A row to insert: what is nullable or has a default may be left out, and so may what the library stamps. */
export type NewRow<T> = NewRowOf<ColumnsOf<T>>

type Given<C> = Exclude<keyof C, FlaggedAny<C, 'kept'>>
type FlaggedAny<C, F extends string> = {
  [P in keyof C]: Extract<FlagsOf<C[P]>, F> extends never ? never : P
}[keyof C]
type MayOmit<C> = FlaggedAny<C, 'optional' | 'stamped' | 'tenant'>
type NewRowOf<C> = Simplify<
  { readonly [P in Exclude<Given<C>, MayOmit<C>>]: ValueOf<C[P]> } & {
    readonly [P in Extract<Given<C>, MayOmit<C>>]?: ValueOf<C[P]>
  }
>

/** Adds to what is there, in the database: no concurrent step is lost. Made by `increment(by)`. */
export interface Increment<T = unknown> {
  readonly increment: T
}

type Numeric<T> = NonNullable<T> extends number | bigint ? Increment<NonNullable<T>> : never
type PatchValue<T, F> = T | Numeric<T> | ('decimal' extends F ? Increment<string> : never)

/** Columns to change. The primary key, the tenant and what the library keeps cannot be changed. */
export type Patch<T> = PatchOf<ColumnsOf<T>, KeyNamesOf<T>>
type PatchOf<C, K> = {
  readonly [P in Exclude<keyof C, FlaggedAny<C, 'kept' | 'stamped' | 'tenant'> | K>]?: PatchValue<
    ValueOf<C[P]>,
    FlagsOf<C[P]>
  >
}

type IsOne<K> = [K] extends [never] ? false : IsUnion<K> extends true ? false : true
type IsUnion<K, All = K> = K extends unknown ? ([All] extends [K] ? false : true) : never

/** What names one row: the value of the key when it is one column, or an object with every column of the key. */
export type TableKey<T> = KeyOf<ColumnsOf<T>, KeyNamesOf<T>>
type KeyOf<C, K> = [K] extends [never]
  ? never
  :
      | Simplify<
          { readonly [P in K & keyof C]: ValueOf<C[P]> } & {
            readonly [P in FlaggedAny<C, 'tenant'>]?: ValueOf<C[P]>
          }
        >
      | (IsOne<K> extends true ? ValueOf<C[K & keyof C]> : never)

/** What holds for a table besides its columns. `C` are its columns. */
export interface TableConstraints<C = Columns, K extends keyof C & string = keyof C & string> {
  /** A key of several columns. */
  readonly primaryKey?: readonly K[]
  /** Each entry: no two rows have the same values in these columns. */
  readonly unique?: readonly (readonly (keyof C & string)[])[]
  /** Each entry: columns to find or order rows by. `where`: only rows that match (see the capability `partialIndexes`). */
  readonly index?: readonly (readonly (keyof C & string)[] | IndexOptions<C>)[]
  /** Each entry: a name, and what must hold for every row; `null` counts as not matching, as everywhere in filters. */
  readonly check?: Readonly<Record<string, Filter<C>>>
  /** Records each change of a row: what, by whom, from which value to which. See `db.changes(table)`. Default: nothing is recorded. */
  readonly changes?: true | ChangeTracking<keyof C & string>
}

/** An index over some of the rows. */
export interface IndexOptions<C> {
  readonly columns: readonly (keyof C & string)[]
  readonly where: Filter<C>
}

/** A definition as data: what a backend makes DDL from, and every statement is checked against. */
export interface TableSchema {
  /** In the database. */
  readonly name: string
  /** In order, with those that the library keeps. */
  readonly columns: readonly ColumnSchema[]
  /** Names of properties, the tenant first. */
  readonly primaryKey: readonly string[]
  readonly uniques: readonly UniqueSchema[]
  readonly indexes: readonly IndexSchema[]
  readonly references: readonly ReferenceSchema[]
  readonly checks: readonly CheckSchema[]
  /** Properties that the library keeps. */
  readonly tenant?: string
  readonly created?: string
  readonly updated?: string
  readonly version?: string
  readonly deletedAt?: string
  readonly deletedBy?: string
  /** Whose changes are recorded: properties. */
  readonly changes?: { readonly tracked: readonly string[]; readonly redacted: readonly string[] }
}

/** One column of a definition. */
export interface ColumnSchema extends ColumnSpecification {
  /** In rows. */
  readonly property: string
  /** In the database. */
  readonly name: string
}

/** One unique constraint. */
export interface UniqueSchema {
  /** Of the constraint in the database. */
  readonly name: string
  /** Properties, the tenant first. The tombstone of a soft-deleted table is not among them, see `tombstone`. */
  readonly columns: readonly string[]
}

/** One index beside those that the key and unique constraints bring. */
export interface IndexSchema {
  readonly name: string
  /** Properties, the tenant first. */
  readonly columns: readonly string[]
  readonly where?: Filter<Columns>
}

/** What must hold for every row. */
export interface CheckSchema {
  readonly name: string
  readonly where: Filter<Columns>
}

/** One reference. */
export interface ReferenceSchema {
  /** Of the constraint in the database. */
  readonly name: string
  /** The property that declares it. */
  readonly property: string
  /** Properties, the tenant first where both tables have one. */
  readonly columns: readonly string[]
  /** The definition of the table that is referred to, and its columns in the same order. A thunk: tables may refer to each other. */
  readonly target: () => { readonly schema: TableSchema; readonly columns: readonly string[] }
  readonly onDelete: OnDelete
}
