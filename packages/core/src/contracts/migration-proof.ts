import type { Loss } from './migration-step.ts'

/** What was compared and counted while a migration was applied, kept with its record. At most 32 of each are kept. */
export interface MigrationProof {
  /** Tables that the migration could have changed and had not declared: rows and content were the same before and after. */
  readonly conserved: readonly ConservedTable[]
  /** What each change of a type did to the values, which were all tried first. */
  readonly converted: readonly ConvertedColumn[]
}

/** The proof of a migration that is applied. */
export interface AppliedProof extends MigrationProof {
  /** 0 of a repeatable text. */
  readonly version: number
  readonly name: string
}

export interface ConservedTable {
  readonly table: string
  readonly rows: number
  /** Of the columns that were to stay. To be compared with one of the same engine and version only. */
  readonly hash: string
}

export interface ConvertedColumn {
  readonly table: string
  readonly column: string
  /** As the engine writes the types. */
  readonly from: string
  readonly to: string
  readonly rows: number
  /** Values that did not come back the same, those included for which the new type has no room. */
  readonly lost: number
  /** What was allowed. */
  readonly loss: Loss
  /** The table that has the old values of those that were lost, with `loss: 'quarantine'`. */
  readonly aside?: string
}
