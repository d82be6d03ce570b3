import type { RenameQuestion, Renames, SchemaChange } from './schema-change.ts'
import type { SchemaModel } from './schema-model.ts'
import type { AnyTable } from './table.ts'

/**
 * What a change does to those that use the database: `additive` only adds; `widening` permits more than before; `data` looks at rows or changes
 * them, or gives something another name; `destructive` loses what was there.
 */
export type ChangeClass = 'additive' | 'widening' | 'data' | 'destructive'

/** What can go wrong with a change. */
export interface ChangeHazard {
  /** As `DL02`. */
  readonly rule: string
  readonly message: string
  /** The file is refused until its author says why it is right. */
  readonly mustAccept: boolean
}

/** One change, judged. */
export interface JudgedChange {
  readonly message: string
  readonly class: ChangeClass
  readonly hazards: readonly ChangeHazard[]
  /** Whether its opposite brings back what was there, rows included. */
  readonly reversible: boolean
  /** How many rows its table has in this database, counted up to a million. Left out for a new table, and for what stands beside tables. */
  readonly rows?: number
}

/** What stands beside a generated migration, as JSON. */
export interface MigrationSidecar {
  readonly format: 1
  readonly backend: string
  /** The gravest of all changes. */
  readonly class: ChangeClass
  readonly reversible: boolean
  readonly changes: readonly JudgedChange[]
  readonly questions: readonly RenameQuestion[]
  /** Fingerprints of what it starts from and leads to. */
  readonly before: string
  readonly after: string
}

export interface GeneratedMigration {
  /** `sql`: a text of statements. `module`: TypeScript, because this engine has no statement for a change. */
  readonly form: 'sql' | 'module'
  readonly text: string
  /** The SQL that undoes it, where statements can: what was lost stays lost. A module has what undoes it in itself, as `down`. */
  readonly down?: string
  readonly sidecar: MigrationSidecar
  /** Changes that are in neither form, which somebody has to write. The text says so and is refused as long as it does. */
  readonly unwritten: readonly SchemaChange[]
}

/** What the database should be like: definitions, or the model of another database of the same engine. Give one of the two. */
export interface WantedSchema {
  /** What they cannot say is left as it is: other tables, views, triggers, names of constraints. */
  readonly tables?: readonly AnyTable[]
  /** As `schema()` of the other one gave it. */
  readonly schema?: SchemaModel
  readonly renames?: Renames
  /** With `tables`: whether tables that no definition has are dropped. Default false. */
  readonly dropOthers?: boolean
}

export interface GenerateMigration extends WantedSchema {
  /** In a few words what it does, as in the name of its file. */
  readonly name: string
  /**
   * `sql`: statements alone; what this engine has none for is left to be written, see `unwritten`. `module`: steps that every engine makes as it can.
   * Default: SQL as long as it is enough.
   */
  readonly form?: 'sql' | 'module'
  /** Of a module. Default `typescript`. */
  readonly language?: 'typescript' | 'javascript'
}
