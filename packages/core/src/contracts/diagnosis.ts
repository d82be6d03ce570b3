import type { EngineFacts } from './backend.ts'
import type { MigrationProgress } from './migration-report.ts'

/** What a look at a database and its migrations saw, whole: also what is as it should be. */
export interface Diagnosis {
  readonly line: string
  readonly facts: EngineFacts
  /** The tables of the history. `incomplete`: a column is missing, as after a restore of an older one. `older`: an earlier release made it, and the next run brings it up to date. */
  readonly ledger: readonly {
    readonly table: string
    readonly state: 'complete' | 'older' | 'incomplete' | 'missing'
  }[]
  readonly applied: number
  readonly pending: number
  /** Who migrates at this moment, or was killed while it did. */
  readonly holder?: string
  /** Steps of migrations that are half-way, with how far each is. */
  readonly halfway: readonly HalfwayStep[]
  /** What needs somebody, the worst first. Empty is healthy. */
  readonly findings: readonly DiagnosisFinding[]
}

/** A step of a migration that is not one transaction. */
export interface HalfwayStep extends Required<Pick<MigrationProgress, 'version' | 'name' | 'step'>> {
  readonly state: 'started' | 'done'
  /** Rows of a backfill that are done. */
  readonly done: number
  readonly total?: number
  /** How many runs have begun it or gone on with it. */
  readonly attempt: number
  /** When something was last heard of it, as of a batch, by the clock of the host that did it. */
  readonly at: Date
}

export interface DiagnosisFinding {
  /**
   * `ledger`: the history's own tables. `history`: it does not fit the migrations. `drift`: what was changed by other ways since the last run. `halfway`: a migration that is not complete. `failed`: one whose last try failed, to apply or to undo it. `invalid`: an index or a
   * constraint that the engine does not rely on. `leftover`: a table that a rebuild put aside and did not come back for. `quarantine`: rows whose values a
   * change of type could not keep. `file`: a file that is no migration and looks like one. `durability`: what an acknowledged write survives.
   */
  readonly kind:
    | 'ledger'
    | 'history'
    | 'drift'
    | 'halfway'
    | 'failed'
    | 'invalid'
    | 'leftover'
    | 'quarantine'
    | 'file'
    | 'durability'
  /** `problem`: it stops a migration or loses something. `note`: worth knowing. */
  readonly level: 'problem' | 'note'
  /** What it is about: the name of a table, an index, a file, a migration. */
  readonly subject: string
  readonly message: string
  readonly remedy: string
}
