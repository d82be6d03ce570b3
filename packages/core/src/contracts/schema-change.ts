import type {
  CheckModel,
  ColumnModel,
  ForeignKeyModel,
  IndexModel,
  OtherConstraint,
  SequenceModel,
  TableModel,
  TriggerModel,
  TypeModel,
  UniqueModel,
  ViewModel,
} from './schema-model.ts'

/** A part of a table that is there or not: it is never changed, but dropped and added. */
export interface TableParts {
  readonly unique: UniqueModel
  readonly index: IndexModel
  readonly check: CheckModel
  readonly 'foreign-key': ForeignKeyModel
  readonly other: OtherConstraint
}

/** What stands beside tables. Of a function only the name is known. */
export interface SchemaObjects {
  readonly view: ViewModel
  readonly trigger: TriggerModel
  readonly sequence: SequenceModel
  readonly type: TypeModel
  readonly function: { readonly name: string }
}

/** What a column may differ in. */
export type ColumnAspect = 'type' | 'nullable' | 'default' | 'generated' | 'identity' | 'collation'

type PartChangeOf<K> = {
  readonly [P in keyof TableParts]: {
    readonly kind: K
    readonly of: P
    readonly table: string
    readonly part: TableParts[P]
  }
}[keyof TableParts]

export type PartChange = PartChangeOf<'add-part'> | PartChangeOf<'drop-part'>

type ObjectChangeOf<K> = {
  readonly [P in keyof SchemaObjects]: {
    readonly kind: K
    readonly of: P
    readonly object: SchemaObjects[P]
  }
}[keyof SchemaObjects]

export type ObjectChange = ObjectChangeOf<'create-object'> | ObjectChangeOf<'drop-object'>

/** One step from a database as it is to one as it should be. Names are those at the time of the step: renames come first. */
export type SchemaChange =
  | { readonly kind: 'create-table'; readonly table: string; readonly model: TableModel }
  | {
      readonly kind: 'drop-table'
      readonly table: string
      readonly model: TableModel
      /** Tables to be created that are like it: perhaps it should be renamed. */
      readonly probableRename?: readonly string[]
    }
  | { readonly kind: 'rename-table'; readonly table: string; readonly to: string }
  | { readonly kind: 'add-column'; readonly table: string; readonly column: ColumnModel }
  | {
      readonly kind: 'drop-column'
      readonly table: string
      readonly column: ColumnModel
      /** Columns to be added that have its type: perhaps it should be renamed. */
      readonly probableRename?: readonly string[]
    }
  | {
      readonly kind: 'rename-column'
      readonly table: string
      readonly column: string
      readonly to: string
    }
  | {
      readonly kind: 'change-column'
      readonly table: string
      readonly column: string
      readonly aspect: ColumnAspect
      readonly before: ColumnModel
      readonly after: ColumnModel
    }
  | {
      readonly kind: 'change-primary-key'
      readonly table: string
      /** Of the constraint that is there, where the engine asks for it. */
      readonly name?: string
      readonly before: readonly string[]
      readonly after: readonly string[]
    }
  | {
      readonly kind: 'change-option'
      readonly table: string
      readonly option: string
      readonly before?: string | true
      readonly after?: string | true
    }
  | PartChange
  | ObjectChange

/** Something that was dropped beside something like it that was added. */
export interface RenameQuestion {
  /** As it is called now: `users` or `users.name`. */
  readonly from: string
  /** What it may become, to choose from. */
  readonly to: readonly string[]
}

export interface SchemaDifference {
  /** In the order in which they can be made. Empty when there is no difference. */
  readonly changes: readonly SchemaChange[]
  /** Renames are never guessed: each wants an answer in `renames`. */
  readonly questions: readonly RenameQuestion[]
}

/** Answers: `{ 'users.name': 'users.full_name', people: 'users', 'users.age': false }`, where `false` says that it is no rename. */
export type Renames = Readonly<Record<string, string | false>>
