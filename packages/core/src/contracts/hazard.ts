import type { MaybePromise } from './maybe-promise.ts'
import type { ForeignKeyModel, SchemaModel, TableModel } from './schema-model.ts'
import type { Directives } from './sql-script.ts'
import type {
  AlterTable,
  ColumnName,
  CreateTable,
  ObjectName,
  StatementFacts,
  TableAction,
} from './statement-facts.ts'

/** One thing that goes wrong with migrations, in words. */
export interface HazardDescription {
  /** Two letters and two digits, never given to another rule: `DL02`. */
  readonly id: string
  /** What goes wrong, as the end of “This …”: `drops a table that has rows`. */
  readonly title: string
  /** `refuse`: it is not applied, unless the author accepts it with a reason. `warn`: it is reported. */
  readonly level: 'refuse' | 'warn'
  /** What to do instead, as a command. */
  readonly remedy: string
  /** Whether the database is asked; without one, what concerns the rule is reported as not judged. */
  readonly asks?: 'schema' | 'rows'
}

/** The same, and how to see it coming. */
export interface HazardRule extends HazardDescription {
  check(context: LintContext): Iterable<Hazard>
}

/** A place where a rule applies. */
export interface Hazard {
  /** Its place in the list of statements. Left out for the text as a whole. */
  readonly at?: number
  /** Where it is no statement. */
  readonly line?: number
  /** What is the matter, for people: names, never values. */
  readonly message: string
  /** It is reported only, though the rule refuses what is worse. */
  readonly level?: 'warn'
  /** Asks the database whether it is so: the message that says so, or nothing. */
  readonly confirm?: (data: LintData) => MaybePromise<string | undefined>
}

/** A statement, and its place in the list. */
export interface PlacedStatement {
  readonly at: number
  readonly facts: StatementFacts
}

/** One action of an `alter table`, and where it stands. */
export interface PlacedAction {
  readonly at: number
  readonly table: ObjectName
  readonly action: TableAction
  readonly statement: AlterTable
  /** Whether what it changes, the table and its column, was there before this text: rows may be in it, and others may use it. */
  readonly existed: boolean
}

/** A table that is made anew under a second name, filled, and put in the place of the first. */
export interface Rebuild {
  readonly table: ObjectName
  /** What the new one is called before it takes the name; with `old-first` what the old one is called after it lost it. */
  readonly replacement: ObjectName
  /** Places in the list of statements: where the old one is dropped, and where one of the two is renamed. */
  readonly drop: number
  readonly rename: number
  /** `new-first`: drop the old one, rename the new one. `old-first`: the old one is renamed first, and every reference follows it. */
  readonly order: 'new-first' | 'old-first'
}

/** What a rule is given: one text as data, and nothing of the database. */
export interface LintContext {
  readonly file: string
  /** As it is in the file, not normalised. */
  readonly text: string
  readonly statements: readonly StatementFacts[]
  readonly directives: Directives
  /** Whether it runs as one transaction. */
  readonly transaction: boolean
  /** Whether it is run again whenever it changes. */
  readonly isRepeatable: boolean
  /** Every action of `alter table`. */
  readonly actions: readonly PlacedAction[]
  readonly rebuilds: readonly Rebuild[]
  /** Whether the table was not made by a statement before `at`. */
  existed(table: ObjectName, at: number): boolean
  /** The statements that name the table as what they make, change or drop, in order. */
  about(table: ObjectName): readonly PlacedStatement[]
  /** The first statement before a place, or at all, that makes the table. */
  made(table: ObjectName, end?: number): (CreateTable & StatementFacts) | undefined
  /** Whether a statement before a place drops a thing of that key, of whatever kind. */
  dropped(key: string, end: number): boolean
  /** Whether a statement between two places changes this column of the table's rows. */
  fills(table: ObjectName, column: ColumnName, from: number, to: number): boolean
  /** Whether a statement before `at` changes rows of the table: what a database holds now says little then. */
  changesRows(table: ObjectName, at: number): boolean
  /** Statements that may neither stand in a migration nor be run. */
  readonly forbidden: readonly {
    readonly at: number
    readonly of: 'transaction' | 'session'
    readonly words: string
  }[]
  /** Whether two names can mean the same table. */
  same(one: ObjectName, other: ObjectName): boolean
  readonly history?: LintHistory
  /** Whether the text is meant for every engine. */
  readonly portable: boolean
}

/** The other files of the folder, and what was applied. */
export interface LintHistory {
  /** The number of this one, as it is written in the name of the file. */
  readonly number: string
  readonly others: readonly { readonly file: string; readonly number: string }[]
  /** The checksum of this one as it was applied. */
  readonly applied?: string
}

/** The database before the migration. Every count is of what is there now; of a table or column that is not there it is 0. */
export interface LintData {
  /** Of the engine. */
  readonly version: string
  readonly schema: SchemaModel
  table(name: ObjectName): TableModel | undefined
  /** Which tables refer to this one; itself too. */
  referencing(
    name: ObjectName,
  ): readonly { readonly table: TableModel; readonly foreignKey: ForeignKeyModel }[]
  rows(table: ObjectName): Promise<number>
  /** Rows with a value in the column. */
  filled(table: ObjectName, column: ColumnName): Promise<number>
  nulls(table: ObjectName, column: ColumnName): Promise<number>
  /** Values that occur more than once. Rows without one do not count. */
  duplicates(table: ObjectName, columns: readonly ColumnName[]): Promise<number>
  /** Rows for which a condition, as it is written in a check, is false. */
  failing(table: ObjectName, condition: string): Promise<number>
  /** Rows whose reference leads nowhere. With no `referenced`, the target's primary key. */
  orphans(
    table: ObjectName,
    columns: readonly ColumnName[],
    target: ObjectName,
    referenced: readonly ColumnName[],
  ): Promise<number>
  /** Values that would not be the same after a change of type and back, or that cannot be cast. `using` is the expression of the new value. */
  changed(table: ObjectName, column: ColumnName, type: string, using?: string): Promise<number>
}

/** What a rule found in a text. */
export interface Finding {
  readonly rule: string
  /** `not-judged`: only a database could tell, and none was at hand. */
  readonly level: 'refuse' | 'warn' | 'not-judged'
  readonly file: string
  readonly line: number
  /** The statement, cut to its first words; empty for the text as a whole. */
  readonly statement: string
  readonly message: string
  readonly remedy: string
  /** The reason that the author gave for accepting it. */
  readonly accepted?: string
}
