import type { Rule } from '../rule.ts'
import { migrationCrashRules } from './migrations/crash.ts'
import { definitionRules } from './migrations/definitions.ts'
import { diagnosisRules } from './migrations/diagnosis.ts'
import { failureRules } from './migrations/failures.ts'
import { guardRules } from './migrations/guards.ts'
import { historyRules } from './migrations/history.ts'
import { keptReferenceRules } from './migrations/kept-references.ts'
import { ledgerRules } from './migrations/ledger.ts'
import { lockRules } from './migrations/locks.ts'
import { lossRules } from './migrations/losses.ts'
import { everyTextRules } from './migrations/every-text.ts'
import { rebuildRules } from './migrations/rebuilds.ts'
import { rehearsalRules } from './migrations/rehearsal.ts'
import { repeatableRules } from './migrations/repeatables.ts'
import { resumeRules } from './migrations/resume.ts'
import { reviewRules } from './migrations/review.ts'
import { schemaModelRules } from './migrations/schema.ts'
import { squashRules } from './migrations/squashes.ts'
import { stepRules } from './migrations/steps.ts'
import { undoRules } from './migrations/undo.ts'

export const migrationRules: readonly Rule[] = [
  ...historyRules,
  ...ledgerRules,
  ...diagnosisRules,
  ...failureRules,
  ...stepRules,
  ...lockRules,
  ...lossRules,
  ...keptReferenceRules,
  ...rebuildRules,
  ...guardRules,
  ...everyTextRules,
  ...resumeRules,
  ...undoRules,
  ...rehearsalRules,
  ...repeatableRules,
  ...reviewRules,
  ...squashRules,
  ...definitionRules,
  ...schemaModelRules,
  ...migrationCrashRules,
]
