import type { RenameQuestion, SchemaChange } from './schema-change.ts'

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
  /** The SQL that undoes it, where statements can: what was lost stays lost. */
  readonly down?: string
  readonly sidecar: MigrationSidecar
  /** Changes that are in neither form, which somebody has to write. The text says so and is refused as long as it does. */
  readonly unwritten: readonly SchemaChange[]
}
