import type { Column } from '../contracts/column.ts'
import type { HazardRule } from '../contracts/hazard.ts'
import type { BackupForm } from './backup-form.ts'
import type { Catalog } from './catalog.ts'
import type { AlterForm } from './alter-form.ts'
import type { EffectForm } from './effect-form.ts'
import type { Lexicon } from './lexicon.ts'
import type { ProofForm } from './proof-form.ts'
import type { Bound, DriverCell, Statement } from './statement.ts'
import type { TrackingForm } from './tracking-form.ts'
import type { Update } from './update.ts'
import type { Upsert } from './upsert.ts'

/**
 * How one engine spells things: values and pure functions, no I/O. A difference between engines that is not here is a
 * declared capability or a whole store overridden by the backend.
 */
export interface Dialect {
  /** Quotes an identifier, doubling the quote inside. */
  quote(identifier: string): string
  /** The qualified, quoted name of one of our tables. */
  table(name: string): string
  /** The parameter at `position`, counted from 1. A parameter may be used several times. */
  placeholder(position: number): string
  /** Whose clock stamps rows when none was injected: a server's statement time, or the process of an embedded engine. */
  readonly time: 'client' | 'server'
  /** The statement's time as epoch milliseconds; the parameter holds the injected clock's time, or null. Never transaction time. */
  now(placeholder: string): string
  /** `folded`: a key of several columns is stored as one, because only a single leading column is looked up by index. */
  readonly keyColumns: 'split' | 'folded'
  /** Whether rows that a join or a subquery names by key are looked up by index; else only those whose keys are bound with the statement. */
  readonly joinsByIndex: boolean
  /** Whether a part of `with` may write, and the statement then read the rows that come back from it. */
  readonly writesWithin: boolean
  readonly batch: BatchForm
  /** How rows get a number that grows in the order in which they become visible. */
  readonly arrival: Arrival
  /**
   * A derived table (in parentheses, without alias) with one row for each operation. In the form `arrays` each column is one
   * parameter, a list; in the form `rows` there is one row, and each column one parameter. Parameters count from `first`.
   */
  source(columns: readonly SourceColumn[], first: number): string
  /** As `source` for one row alone, each column bound as it is; for an engine where a list of one costs more. */
  single?(columns: readonly SourceColumn[], first: number): string
  /**
   * What a parameter brings to a row that is found by its key: it is a list, and `among` says where the row's key stands among the keys of all, sorted by bytes;
   * without it there is one row. For an engine that, as long as it knows nothing of a table, would join it with a `source` by comparing each with each.
   */
  given?(
    placeholder: string,
    type: SourceColumn['type'],
    among?: { readonly key: string; readonly keys: string },
  ): string
  /** A condition that `column` is in the list at `placeholder`, of texts unless `type` says otherwise. It must use the index. */
  anyOf(column: string, placeholder: string, type?: KeyType): string
  /** A condition that `column` is one of the texts that `select` gives, which runs once. It must use the index where the engine can. */
  anyFrom(column: string, select: string): string
  /** A select of the first rows of each of several, by index where the engine has one. */
  firstOfEach(parts: FirstOfEach): string
  /**
   * A column of every table that says where the row lies now, for a statement to find again what it has found itself, and locked where several writers exist.
   * Left out where keys are as good.
   */
  readonly rowPlace?: string
  /**
   * What stands behind the name and alias of one of our tables to have its rows found by this index, for an engine that without statistics takes the first
   * columns of any index for selective, and so would rather read a whole store by its primary key.
   */
  indexedBy?(index: string): string
  /**
   * The statement after which the engine cleans up behind the changed rows of one of our tables by their number, and not by their share of all rows: what is left behind
   * stands in the way of whoever reads an index from its beginning. Left out where nothing is left behind.
   */
  vacuumsEarly?(table: string): string
  /**
   * That `column`, a key, is at least `low` and less than `high`, where few rows are: for an engine that looks a short range up only when it is spelt in a way of
   * its own. There is no other condition on the table beside it.
   */
  shortRange?(column: string, low: string, high: string): string
  /** An update: `plainUpdate`, unless the engine may not be trusted with one. */
  update(parts: Update): string
  /** An insert that becomes an update: `onConflict`, unless the engine has a better way. */
  upsert(parts: Upsert): string
  /** `rows`: `for update` exists and several writers need it. `none`: one writer at a time, so it is true for free. */
  readonly locks: 'rows' | 'none'
  /** An expression that waits for the text in the parameter and holds it until the transaction ends. Left out where only one writer exists, which the transaction is. */
  holdKey?(placeholder: string): string
  /** A table expression with the columns `key` and `value`, both text: the properties of the JSON object of texts in the text column. */
  pairs(column: string): string
  /** The type of a portable column: its DDL, and how a value travels. */
  columnType(column: PortableColumn): ColumnType
  /** An expression of text that compares as bytes, whatever the collation of its column. */
  byBytes(expression: string): string
  /** The statement's time, as `now`, in the form in which a timestamp column holds it. */
  nowTimestamp(placeholder: string): string
  /**
   * Whether the JSON value in `column` has one at `path` (a text is a property of an object, a number an element of an array); with `test`, whether that one
   * has the JSON type of `test.value` and compares so: numbers as doubles, text as bytes. False, or unknown, where there is nothing.
   */
  jsonTest(
    column: string,
    path: readonly (string | number)[],
    test: { readonly sign: string; readonly value: string | number | boolean | null } | undefined,
    bind: (value: Bound) => string,
  ): string
  /**
   * Expressions whose sum over rows is exact for whole numbers of 64 bits, and for decimals: one where the engine's `sum` is wide enough, else two, of
   * the numbers' high and low 32 bits.
   */
  exactSum(expression: string): readonly [sum: string] | readonly [high: string, low: string]
  /** A value written out, for DDL, which takes no parameters. Never bytes or a list. */
  literal(value: Bound): string
  /** How SQL text is read, to run the statements of a migration one by one and to judge them. */
  readonly lexicon: Lexicon
  /** What goes wrong with migrations on this engine alone. */
  readonly hazards: readonly HazardRule[]
  /** How tables that exist are changed. */
  readonly alter: AlterForm
  /** How the tables of users are spelt. */
  readonly tables: TableForm
  /** How it is proved what tables hold. */
  readonly proof: ProofForm
  /** How tables are copied and made again. */
  readonly backup: BackupForm
  /** What a transaction does to tables beside their rows. Left out where the engine cannot tell. */
  readonly effects?: EffectForm
  /** How the database is asked what it holds. */
  readonly catalog: Catalog
  /** The statements that make one of our tables and its indexes, in order. */
  createTable(table: TableDefinition): readonly string[]
  /** What precedes the journal in the transaction that makes our tables: the schema, the lock against other hosts. */
  readonly prepareInstall: readonly Statement[]
}

/** For each text in the list at the placeholder `list` that `column` has: the first rows `t`, at most as many as stand at `limit`. */
export interface FirstOfEach {
  /** Qualified and quoted. */
  readonly table: string
  /** The condition on `t` that rows are of the store, with an `and` behind it. */
  readonly belongs: string
  /** The column that tells rows of the store apart. */
  readonly key: string
  readonly columns: readonly string[]
  readonly column: string
  /** A further condition on `t`. */
  readonly condition: string
  /** By which they are the first ones: columns of `t`. */
  readonly order: string
  readonly list: string
  readonly limit: string
}

export interface BatchForm {
  /** How a group of operations reaches the engine: one statement with a list for each column, or one prepared statement a row. */
  readonly form: 'arrays' | 'rows'
  /** `each`: a statement is its own transaction with a short lock timeout. `shared`: a whole flight shares one commit. */
  readonly commit: 'each' | 'shared'
  /** Whether point reads are gathered too. False where a read is answered in-thread. */
  readonly reads: boolean
  /** A flight leaves at the end of the turn, or in the check phase, which is where independent callers meet in-thread. */
  readonly flush: 'turn' | 'check'
}

/**
 * `last`: one writer at a time, so it is one more than the last row's, which an index finds. `process`: also one process at a time, and no index that finds it, so
 * the process counts. `transaction`: several write at a time, and a row's number is its transaction's.
 */
export type Arrival =
  | { readonly form: 'last' | 'process' }
  | {
      readonly form: 'transaction'
      /** An expression of 64 bits: the number of the transaction that writes. Later ones have greater numbers. */
      readonly number: string
      /** As a condition: every transaction with a smaller number has ended, and what it committed is seen by the statement. */
      readonly horizon: string
    }

export interface SourceColumn {
  readonly name: string
  /** `real` is a double. */
  readonly type: 'text' | 'bigint' | 'real'
}

/** Of keys that are looked up together: `text` compares as bytes, a `uuid` is bound as its text in lower case. */
export type KeyType = 'text' | 'bigint' | 'uuid'

export interface ColumnType {
  readonly ddl: string
  /** The least and the greatest stored value, where the engine's type would take more. A check in the table holds them. */
  readonly range?: readonly [least: number | bigint, greatest: number | bigint]
  /** From the portable value to what is bound. The value has passed the door. */
  encode(value: unknown): Bound
  /** From the cell to the portable value; `undefined` when it does not fit. Never called with null. */
  decode(cell: DriverCell): unknown
}

export interface TableForm {
  /** Whether an upsert checks the row that is given also where it only changes the one that exists; else the library does. */
  readonly checksUpserts: boolean
  /** What the DDL of a table begins with: `create table`. */
  readonly create: string
  /** What stands behind the columns of `create table`. */
  readonly suffix: string
  /** The time of the statement as the default of a timestamp column. */
  readonly timeDefault: string
  /** `inline`: a reference may name a table that is made later. `added`: it is added when every table is there. */
  readonly references: 'inline' | 'added'
  /** How many rows go into one statement that is no load; left out where each of their values is a parameter. */
  readonly packedRows?: PackedRows
  /** Which indexes are worth having, beside those of keys and unique constraints. */
  readonly indexes: 'all' | 'none'
  /** Names that no column can have. */
  readonly reserved: readonly string[]
  /** What stands behind a nullable column of an index, so that nulls come first in it. */
  readonly nullsFirst: string
  /** Whether an order says by a term of its own where null is, beside `nulls first`: for an engine that loses rows of a limited order without it. */
  readonly nullsApart: boolean
  /** The columns of the table: names, and types spelt as in `columnType`. No rows when there is no such table. */
  columnsOf(table: string): Statement
  /** Where the engine itself keeps tenants apart. */
  readonly tenantGuard?: TenantGuard
  /** How changes are recorded by triggers. Left out where there are none: then the library records those of its own. */
  readonly tracking?: TrackingForm
}

/** Rows as one parameter, for an engine that takes longer to plan a list of values than to read them. */
export interface PackedRows {
  /** The most of one statement. */
  readonly most: number
  /** A `select` of the columns, in order, from what is bound at `placeholder`. */
  select(columns: readonly PortableColumn[], placeholder: string): string
  /** What is bound for rows of these columns, whose values are as `ColumnType.encode` gives them. */
  pack(columns: readonly PortableColumn[], rows: readonly (readonly Bound[])[]): Bound
}

export type PortableColumn = Pick<Column, 'kind' | 'precision' | 'scale' | 'collation'>

/**
 * A second line behind the condition that every statement on a tenant's table has: rules in the database, which show a tenant's rows only to
 * what is sent for it (see `Driver.acquire`). Operations of different tenants never share a statement or a commit then.
 */
export interface TenantGuard {
  /** One row when the table has its rules, none when it lacks them or does not exist. */
  isOn(table: string): Statement
  /** The statements that put the rules on a table, whatever it has of them. Names as in the database, not quoted. `nobody`: the rows of nobody, whose column is empty, are everybody's. */
  make(table: string, column: string, nobody?: boolean): readonly string[]
}

/** One of our own tables. */
export interface TableDefinition {
  readonly name: string
  readonly columns: readonly {
    readonly name: string
    readonly type: SourceColumn['type']
    readonly nullable?: boolean
  }[]
  readonly primaryKey: readonly string[]
  /** Where the engine has triggers, they refuse what changes a row, and what removes one that is not given up (see the capability `appendOnly`): `always` is every row. */
  readonly appendOnly?: AppendOnly | 'always'
  /** A hint: a dialect whose engine gains nothing from a secondary index leaves it out. */
  readonly indexes?: readonly {
    readonly name: string
    readonly columns: readonly string[]
    /** Leave out rows where this column is null: they are most, and an index over them tempts planners. */
    readonly notNull?: string
  }[]
}

/** Rows whose `column` is at most what `until` says in the row of `table` that is equal in `shared` may be removed; without such a row, or with null there, none. */
export interface AppendOnly {
  readonly column: string
  readonly table: string
  readonly until: string
  readonly shared: readonly string[]
}
