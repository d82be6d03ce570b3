import type { AppliedProof } from './migration-proof.ts'
import type { HistoryProblem } from './migration-report.ts'

/** Whether the database is what its history says. */
export interface Verification {
  readonly isWhole: boolean
  readonly problems: readonly HistoryProblem[]
  /** What differs from the schema that the last run left, in words: somebody changed it by other ways. */
  readonly drift: readonly string[]
  /** Migrations that were left half-way. */
  readonly started: readonly number[]
  /** What was proved of migrations as they were applied, in the order of their numbers: those of which something was. Earlier releases kept none. */
  readonly proofs: readonly AppliedProof[]
}
