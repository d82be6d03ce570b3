/**
 * What one database holds besides rows, as the engine itself tells it: names as they are stored, without quotes; types and expressions in
 * the engine's spelling, so that two models can be compared when the same engine gave both. It covers one schema (the one that the
 * backend uses), not the engine's own objects.
 */
export interface SchemaModel {
  readonly tables: readonly TableModel[]
  readonly views: readonly ViewModel[]
  readonly triggers: readonly TriggerModel[]
  readonly sequences: readonly SequenceModel[]
  readonly types: readonly TypeModel[]
  /** Names of functions and macros, each once, however many overloads it has. */
  readonly functions: readonly string[]
}

export interface TableModel {
  readonly name: string
  /** In the order of the table. */
  readonly columns: readonly ColumnModel[]
  /** Names of columns, in the order of the key; empty where there is none. */
  readonly primaryKey: readonly string[]
  /** Of its constraint, where the engine asks for it. */
  readonly primaryKeyName?: string
  readonly uniques: readonly UniqueModel[]
  /** Without those that belong to the primary key or a unique constraint. */
  readonly indexes: readonly IndexModel[]
  readonly foreignKeys: readonly ForeignKeyModel[]
  readonly checks: readonly CheckModel[]
  /** Constraints that have no place above, each as the engine writes it. */
  readonly others: readonly OtherConstraint[]
  /** What else distinguishes it, as `{ strict: true, withoutRowid: true }`; only what is set. */
  readonly options: Readonly<Record<string, string | true>>
  /** The DDL that made the table, where the engine keeps it or writes it. */
  readonly sql?: string
}

export interface ColumnModel {
  readonly name: string
  /** As the engine spells it, with length, precision and scale: `character varying(20)`, `DECIMAL(18,3)`. Empty where the engine lets it be. */
  readonly type: string
  readonly nullable: boolean
  /** The expression, as it would stand behind `default`. */
  readonly default?: string
  readonly generated?: { readonly expression: string; readonly stored: boolean }
  /** A number that the engine counts up for new rows. */
  readonly identity?: 'always' | 'by-default'
  /** Where it is not the one that the column's type has of itself. */
  readonly collation?: string
}

export interface UniqueModel {
  /** Where the constraint has one, given or made by the engine. */
  readonly name?: string
  readonly columns: readonly string[]
  /** Two rows without a value are alike too. */
  readonly nullsNotDistinct?: true
  readonly deferrable?: Deferrable
}

export interface IndexModel {
  readonly name: string
  readonly unique: boolean
  readonly keys: readonly IndexKey[]
  /** Columns that are carried along and not looked up by. */
  readonly include?: readonly string[]
  /** The condition of a partial index. */
  readonly where?: string
  /** How it is built, where that is not the engine's usual kind: `gin`, `hash`. */
  readonly method?: string
  /** False for what is left of a build that failed: writers keep it up, and no query uses it. */
  readonly isValid: boolean
  /** The DDL that makes it. */
  readonly sql?: string
}

/** One key of an index. Exactly one of `column` and `expression` is there. */
export interface IndexKey {
  readonly column?: string
  readonly expression?: string
  readonly descending?: true
  /** Where nulls come otherwise than this engine puts them in this direction. */
  readonly nulls?: 'first' | 'last'
  /** Where it differs from the column's own. */
  readonly collation?: string
  /** Where it is not the usual one of the type. */
  readonly operatorClass?: string
}

export type ReferenceAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'
export type Deferrable = 'initially immediate' | 'initially deferred'

export interface ForeignKeyModel {
  readonly name?: string
  readonly columns: readonly string[]
  /** The table that it leads to; with its schema, as `other.users`, where that is another one. */
  readonly table: string
  readonly referencedColumns: readonly string[]
  readonly onDelete: ReferenceAction
  readonly onUpdate: ReferenceAction
  /** Left out where it is checked with each statement, always. */
  readonly deferrable?: Deferrable
  /** False where only rows written since it was added are known to keep it. */
  readonly isValid: boolean
  /** The engine knows nothing of it: the library keeps it. `schema()` does not tell these. */
  readonly isKept?: true
}

export interface CheckModel {
  readonly name?: string
  /** Without the word `check` and the parentheses around the whole. */
  readonly expression: string
  /** False where only rows written since it was added are known to keep it. */
  readonly isValid: boolean
}

export interface OtherConstraint {
  readonly name?: string
  readonly definition: string
}

export interface ViewModel {
  readonly name: string
  readonly sql: string
  /** Its rows are stored, and may have indexes. */
  readonly materialized?: true
  readonly indexes?: readonly IndexModel[]
}

export interface TriggerModel {
  readonly name: string
  /** The table or view that it belongs to. */
  readonly table: string
  readonly sql: string
  /** Statements for what it needs, as its function; told only of those that record the changes of a defined table. */
  readonly needs?: readonly string[]
}

export interface SequenceModel {
  readonly name: string
  /** As the engine writes it: start, step and bounds, never the current value. */
  readonly definition: string
  /** The column that it counts for, and with which it goes. */
  readonly ownedBy?: { readonly table: string; readonly column: string }
}

export interface TypeModel {
  readonly name: string
  readonly kind: 'enum' | 'domain' | 'composite' | 'other'
  /** Of an enum, in order. */
  readonly values?: readonly string[]
  /** What it stands for, where it is no enum. */
  readonly definition?: string
}
