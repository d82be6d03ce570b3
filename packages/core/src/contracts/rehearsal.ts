import type { Milliseconds } from './environment.ts'
import type { Finding } from './hazard.ts'
import type { FailedMigration, PlannedMigration } from './migration-report.ts'

/** What pending migrations would do, found by doing it on a copy, or in a transaction that was rolled back. */
export interface Rehearsal {
  readonly outcome: 'passes' | 'fails'
  /** `in-place`: in one transaction, rolled back. `copy`: on a copy of the database, removed since. */
  readonly where: 'in-place' | 'copy'
  readonly migrations: readonly RehearsedMigration[]
  readonly failed?: FailedMigration
  /** What could not be tried, each with the reason. */
  readonly untried: readonly string[]
  readonly duration: Milliseconds
}

export interface RehearsedMigration extends Pick<PlannedMigration, 'version' | 'name' | 'file'> {
  readonly duration: Milliseconds
  /** What changes in the schema, in words. */
  readonly schema: readonly string[]
  /** Tables whose number of rows changes. */
  readonly rows: readonly {
    readonly table: string
    readonly before: number | undefined
    readonly after: number | undefined
  }[]
  readonly hazards: readonly Finding[]
  /** With `down: true`, where it has one: whether going down and up again leaves schema and numbers of rows as they were, and what not. */
  readonly down?: { readonly restores: boolean; readonly differences: readonly string[] }
}
