import type { SqlStatement } from './sql-script.ts'

/** A table, index or other object, as a statement names it. */
export interface ObjectName {
  /** As it is written, with quotes and schema. */
  readonly written: string
  /** Left out where none is written. */
  readonly schema?: string
  /** What the engine calls it: folded where it folds, without quotes. */
  readonly name: string
  /** Equal for two names that mean the same, whatever their case where the engine ignores case. Without the schema. */
  readonly key: string
}

/** A column, as `ObjectName`. */
export type ColumnName = Pick<ObjectName, 'written' | 'name' | 'key'>

/** What a column of `create table` or `add column` is said to be. */
export interface ColumnFacts {
  readonly column: ColumnName
  /** In lower case, white space as one blank: `decimal(18, 3)`. Empty where none is given. */
  readonly type: string
  readonly notNull: boolean
  readonly primaryKey: boolean
  readonly unique: boolean
  readonly autoincrement: boolean
  /** The text behind `default`. */
  readonly default?: string
  readonly check?: string
  readonly references?: ReferenceFacts
  readonly generated?: 'stored' | 'virtual'
  readonly identity: boolean
  readonly collation?: string
  /** Names of the constraints that have one. */
  readonly named: readonly string[]
}

export interface ReferenceFacts {
  readonly table: ObjectName
  readonly columns: readonly ColumnName[]
}

export interface ConstraintFacts {
  readonly kind: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclude' | 'not-null'
  readonly name?: ColumnName
  /** Empty for expressions and checks. */
  readonly columns: readonly ColumnName[]
  readonly references?: ReferenceFacts
  /** The text within the parentheses of a check. */
  readonly expression?: string
  /** Rows that are there are not looked at. */
  readonly notValid: boolean
  /** Made of an index that is there already. */
  readonly usingIndex: boolean
}

/** One action of `alter table`, which some engines take several of. */
export type TableAction =
  | { readonly kind: 'add-column'; readonly column: ColumnFacts; readonly ifNotExists: boolean }
  | {
      readonly kind: 'drop-column'
      readonly column: ColumnName
      readonly ifExists: boolean
      readonly cascade: boolean
    }
  | { readonly kind: 'rename-column'; readonly column: ColumnName; readonly to: ColumnName }
  | { readonly kind: 'rename-table'; readonly to: ObjectName }
  | { readonly kind: 'set-type'; readonly column: ColumnName; readonly type: string; readonly using?: string }
  | { readonly kind: 'set-not-null' | 'drop-not-null' | 'drop-default'; readonly column: ColumnName }
  | { readonly kind: 'set-default'; readonly column: ColumnName; readonly default: string }
  | { readonly kind: 'add-identity' | 'drop-expression'; readonly column: ColumnName }
  | { readonly kind: 'add-constraint'; readonly constraint: ConstraintFacts }
  | {
      readonly kind: 'drop-constraint'
      readonly name: ColumnName
      readonly ifExists: boolean
      readonly cascade: boolean
    }
  | {
      readonly kind: 'validate-constraint' | 'rename-constraint' | 'alter-constraint'
      readonly name: ColumnName
    }
  | { readonly kind: 'set-schema'; readonly schema: string }
  | {
      readonly kind: 'attach-partition' | 'detach-partition'
      readonly partition: ObjectName
      readonly concurrently: boolean
    }
  | { readonly kind: 'other'; readonly text: string }

export interface CreateTable {
  readonly kind: 'create-table'
  readonly table: ObjectName
  readonly columns: readonly ColumnFacts[]
  readonly constraints: readonly ConstraintFacts[]
  readonly ifNotExists: boolean
  readonly orReplace: boolean
  readonly temporary: boolean
  /** From a query, with the tables that it names where they could be told. */
  readonly as: boolean
  /** The module of a virtual table. */
  readonly module?: string
  /** What stands behind the parentheses, in lower case: `strict, without rowid`. */
  readonly options: string
}

export interface AlterTable {
  readonly kind: 'alter-table'
  readonly table: ObjectName
  readonly ifExists: boolean
  readonly actions: readonly TableAction[]
}

export interface CreateIndex {
  readonly kind: 'create-index'
  readonly index?: ObjectName
  readonly table: ObjectName
  /** The keys that are columns; `expressions` says whether there are others. */
  readonly columns: readonly ColumnName[]
  readonly expressions: boolean
  readonly unique: boolean
  readonly concurrently: boolean
  readonly ifNotExists: boolean
  readonly method?: string
  readonly partial: boolean
}

/** Everything that can be made, changed or dropped and is neither table nor index, by the engine's word for it: `view`, `materialized view`. */
export type OtherObject = string

export interface CreateObject {
  readonly kind: 'create'
  readonly object: OtherObject
  readonly name?: ObjectName
  /** The table that it belongs to. */
  readonly table?: ObjectName
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly temporary: boolean
}

export interface AlterObject {
  readonly kind: 'alter'
  readonly object: OtherObject
  readonly name?: ObjectName
  /** The words behind the name, in lower case and without what is quoted: `add value before`, `rename to`. */
  readonly words: string
}

export interface DropObjects {
  readonly kind: 'drop'
  /** `table` and `index` too. */
  readonly object: OtherObject
  readonly names: readonly ObjectName[]
  readonly ifExists: boolean
  readonly cascade: boolean
  readonly concurrently: boolean
}

export interface ChangeRows {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge' | 'replace'
  readonly table: ObjectName
  /** That are given or set; empty where the statement does not say. */
  readonly columns: readonly ColumnName[]
  readonly where: boolean
  /** Bounds how many rows are touched, itself or in a subquery. */
  readonly limit: boolean
  /** Says in which order those are taken. */
  readonly ordered: boolean
  /** Of an insert: rows come from a query. */
  readonly query: boolean
  /** What to do with a row that is there is said, or the row is ignored. */
  readonly onConflict: boolean
  /** Of an update, also one of a row that is there (`do update set`): a value is made of a column that it sets, as `n = n + 1`, so that a second run gives another. */
  readonly readsWhatItSets: boolean
  /** The tables that it reads, as far as they stand behind `from` or `join`. */
  readonly from: readonly ObjectName[]
}

export interface Truncate {
  readonly kind: 'truncate'
  readonly tables: readonly ObjectName[]
  readonly cascade: boolean
}

export interface CopyRows {
  readonly kind: 'copy'
  readonly table?: ObjectName
  readonly direction: 'in' | 'out'
}

export interface SessionSetting {
  readonly kind: 'set' | 'pragma'
  /** In lower case. */
  readonly name: string
  /** As it is written; left out for a question and for `reset`. */
  readonly value?: string
  /** Only until the end of the transaction. */
  readonly local: boolean
}

/** Work of the engine on what is there: vacuum, analyze, reindex, cluster, refresh, checkpoint. */
export interface Maintenance {
  readonly kind: 'vacuum' | 'analyze' | 'reindex' | 'cluster' | 'refresh' | 'checkpoint'
  readonly name?: ObjectName
  /** The words that stand between, in lower case: `full`, `concurrently`, `into`. */
  readonly options: readonly string[]
}

/** What changes nothing that is kept, or nobody can tell: `unknown` also for text that is understood in part. */
export interface OtherStatement {
  readonly kind:
    | 'select'
    | 'call'
    | 'comment'
    | 'grant'
    | 'lock'
    | 'transaction'
    | 'session'
    | 'extension'
    | 'explain'
    | 'unknown'
}

export type StatementChange =
  | CreateTable
  | AlterTable
  | CreateIndex
  | CreateObject
  | AlterObject
  | DropObjects
  | ChangeRows
  | Truncate
  | CopyRows
  | SessionSetting
  | Maintenance
  | OtherStatement

/**
 * What one statement does, as data. Read from its text alone and cautious: a statement that is not understood to its end is `unknown`, and
 * never taken for a harmless one.
 */
export type StatementFacts = StatementChange & {
  readonly statement: SqlStatement
  /** Changes of rows inside of it, in `with`. */
  readonly inside: readonly ChangeRows[]
  /** Names of functions that it calls, in lower case, each once. */
  readonly calls: readonly string[]
}
