import type { Rule } from '../rule.ts'
import { conservedRowRules } from './migrations/conserved-rows.ts'
import { constraintRules } from './migrations/constraints.ts'
import { migrationCrashRules } from './migrations/crash.ts'
import { attemptRules } from './migrations/attempts.ts'
import { definitionRules } from './migrations/definitions.ts'
import { diagnosisRules } from './migrations/diagnosis.ts'
import { failureRules } from './migrations/failures.ts'
import { fileRules } from './migrations/files.ts'
import { generatedNameRules } from './migrations/generated-names.ts'
import { generatedRules } from './migrations/generated.ts'
import { guardRules } from './migrations/guards.ts'
import { adoptionRules } from './migrations/adoption.ts'
import { historyRules } from './migrations/history.ts'
import { hostileNameRules } from './migrations/hostile-names.ts'
import { keptReferenceRules } from './migrations/kept-references.ts'
import { keptProofRules } from './migrations/kept-proofs.ts'
import { leaseRules } from './migrations/leases.ts'
import { ledgerRules } from './migrations/ledger.ts'
import { lockRules } from './migrations/locks.ts'
import { lossRules } from './migrations/losses.ts'
import { lyingCommitRules } from './migrations/lying-commits.ts'
import { everyTextRules } from './migrations/every-text.ts'
import { rebuildRules } from './migrations/rebuilds.ts'
import { portableRules } from './migrations/portable.ts'
import { rehearsalRules } from './migrations/rehearsal.ts'
import { namesOfTypesRules } from './migrations/names-of-types.ts'
import { ownBatchRules } from './migrations/own-batches.ts'
import { paceRules } from './migrations/pace.ts'
import { rehearsalReportRules } from './migrations/rehearsal-report.ts'
import { wholeBackupRules } from './migrations/whole-backups.ts'
import { repeatableRules } from './migrations/repeatables.ts'
import { resumeRules } from './migrations/resume.ts'
import { reviewRules } from './migrations/review.ts'
import { schemaModelRules } from './migrations/schema.ts'
import { sizeRules } from './migrations/size.ts'
import { squashRules } from './migrations/squashes.ts'
import { stepRules } from './migrations/steps.ts'
import { traceRules } from './migrations/traces.ts'
import { undoRules } from './migrations/undo.ts'
import { viewRules } from './migrations/views.ts'
import { writtenMeanwhileRules } from './migrations/written-meanwhile.ts'

export const migrationRules: readonly Rule[] = [
  ...historyRules,
  ...adoptionRules,
  ...fileRules,
  ...ledgerRules,
  ...diagnosisRules,
  ...failureRules,
  ...lyingCommitRules,
  ...stepRules,
  ...hostileNameRules,
  ...namesOfTypesRules,
  ...constraintRules,
  ...sizeRules,
  ...lockRules,
  ...leaseRules,
  ...lossRules,
  ...keptReferenceRules,
  ...rebuildRules,
  ...conservedRowRules,
  ...keptProofRules,
  ...viewRules,
  ...guardRules,
  ...everyTextRules,
  ...ownBatchRules,
  ...paceRules,
  ...rehearsalReportRules,
  ...wholeBackupRules,
  ...resumeRules,
  ...undoRules,
  ...portableRules,
  ...traceRules,
  ...rehearsalRules,
  ...repeatableRules,
  ...reviewRules,
  ...squashRules,
  ...definitionRules,
  ...attemptRules,
  ...writtenMeanwhileRules,
  ...schemaModelRules,
  ...generatedRules,
  ...generatedNameRules,
  ...migrationCrashRules,
]
