import type { WhichCheck, WhichColumns } from '../contracts/migration-step.ts'
import type { ReferenceAction, SchemaModel } from '../contracts/schema-model.ts'
import type { StatementFacts } from '../contracts/statement-facts.ts'
import type { DriverCell, Statement } from './statement.ts'

/** One change of a table that exists. Types, defaults and expressions are texts of the engine's; names are not quoted. */
export type TableChange =
  | { readonly kind: 'add-column'; readonly column: NewColumn }
  | { readonly kind: 'drop-column'; readonly column: string }
  | { readonly kind: 'rename-column'; readonly column: string; readonly to: string }
  | {
      readonly kind: 'retype-column'
      readonly column: string
      readonly type: string
      /** The new value, from the old row. Left out: the engine's cast. */
      readonly using?: string
      /** What the values of the new type must hold; those of the old type fall. */
      readonly checks: readonly NewCheck[]
    }
  | { readonly kind: 'set-nullable'; readonly column: string; readonly isNullable: boolean }
  | { readonly kind: 'set-default'; readonly column: string; readonly expression: string | undefined }
  | { readonly kind: 'rename-table'; readonly to: string }
  | { readonly kind: 'add-check'; readonly check: NewCheck }
  | { readonly kind: 'drop-check'; readonly check: WhichCheck }
  | { readonly kind: 'add-unique'; readonly unique: NewUnique }
  | { readonly kind: 'drop-unique'; readonly unique: WhichColumns }
  | { readonly kind: 'add-reference'; readonly reference: NewReference }
  | { readonly kind: 'drop-reference'; readonly reference: WhichColumns }

export interface NewColumn {
  readonly name: string
  /** As in `create table`: the type with its collation. */
  readonly type: string
  readonly isNullable: boolean
  readonly default?: string
  readonly checks?: readonly NewCheck[]
  /** The least and the greatest stored value, where the engine's type would take more. */
  readonly range?: readonly [least: number | bigint, greatest: number | bigint]
}

export interface NewCheck {
  readonly name: string
  readonly expression: string
}

export interface NewUnique {
  readonly name: string
  readonly columns: readonly string[]
}

export interface NewReference {
  readonly name: string
  readonly columns: readonly string[]
  /** The table that it leads to. */
  readonly table: string
  readonly referencedColumns: readonly string[]
  readonly onDelete: ReferenceAction
}

export interface NewIndex {
  readonly table: string
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly where?: string
}

/** A piece of a change that is done or not done. What it sends is worked out when it begins, from what is there by then. */
export interface AlterUnit {
  readonly title: string
  /** `alone`: one statement that the engine refuses inside of a transaction. */
  readonly form: 'together' | 'alone'
  /** It drops tables and makes them again. */
  readonly rebuilds?: boolean
  /** It must not share a transaction with what was written before it. */
  readonly startsNew?: boolean
  /** What it wants to know beside the schema. */
  readonly ask?: Statement
  /** In order. Throws `HoldfastError` where the change cannot be made, with the reason and the remedy. `answer`: the rows to `ask`. */
  statements(schema: SchemaModel, answer: readonly (readonly DriverCell[])[]): readonly string[]
  /** Of one that is `alone`. */
  readonly probe?: Probe
}

type Rows = readonly (readonly DriverCell[])[]

/** How to see what there is of a statement that stands alone: by it a run that goes on behind a kill skips it, sends it, or cleans up and sends it. */
export interface Probe {
  /** Asked in the session of the statement, where names mean the same. */
  readonly ask: Statement
  /** Whether the effect is there, or not, or something that is neither. What cannot be told apart from another thing of that name is `absent`: the engine judges it. */
  judge(rows: Rows): 'done' | 'absent' | 'broken'
  /** Takes away what is broken, and nothing else. */
  cleanUp(rows: Rows): string
}

/** The settings that a text can change, and how they are set back. */
export interface SessionSettings {
  /** One row for each that is not as it was when the session began, or for each there is: the name, the value, and what else `restore` needs. */
  readonly ask: Statement
  /** What makes of settings `now` those `wanted`: nothing when they are the same. `scope`: within a transaction that goes on, or outside of one. */
  restore(wanted: Rows, now: Rows, scope: 'transaction' | 'session'): readonly Statement[]
  /** Whether a statement does nothing but set something for those behind it, so that a run that goes on can do it again. */
  isSetting(text: string): boolean
  /** Whether what a transaction has set stays when it is rolled back. */
  readonly outlives: boolean
}

/** How one engine changes what exists, so that rows and everything that depends on a table are kept. Pure: no I/O. */
export interface AlterForm {
  /** Changes one table, in as few units as the engine permits. */
  change(table: string, changes: readonly TableChange[]): readonly AlterUnit[]
  dropTable(table: string): readonly AlterUnit[]
  createIndex(index: NewIndex): readonly AlterUnit[]
  dropIndex(table: string, name: string): readonly AlterUnit[]
  /** `in-place`: everything that a migration does can be tried in one transaction. `copy`: some of it only in several. */
  readonly rehearses: 'in-place' | 'copy'
  /** What can be seen of a statement of a text that stands alone. Undefined where it is run again; left out where no statement leaves anything half-made. */
  probe?(facts: StatementFacts): Probe | undefined
  /** A statement that stands alone as it can be tried inside of a transaction; undefined where it cannot. */
  rehearsed(text: string): string | undefined
  /** What the engine would check at a COMMIT, checked now: sent behind each migration of a rehearsal in one transaction. Left out where nothing waits for it. */
  readonly settle?: Statement
  /** Whether an error of the driver says only that something must be committed before, which a rehearsal in one transaction cannot do. */
  wantsCommit?(error: unknown): boolean
  /** What a text may set beyond its own statements. Left out where it can set nothing. */
  readonly session?: SessionSettings
  /** Whether the driver's words about a failure quote only the statement and names in it, and never what a row holds. */
  isOfText(cause: Error): boolean
  /** An expression for the value of a column as a literal, exact, which can be written into a statement again. `type` as in the model. */
  literalOf(column: string, type: string): string
  /** A condition on the columns of a key that holds for about one key in `n`, always for the same. Left out where an index has keys in order. */
  oneIn?(columns: readonly string[], n: number): string
}
