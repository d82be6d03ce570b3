import type { Rule } from '../rule.ts'
import { migrationCrashRules } from './migrations/crash.ts'
import { definitionRules } from './migrations/definitions.ts'
import { failureRules } from './migrations/failures.ts'
import { guardRules } from './migrations/guards.ts'
import { historyRules } from './migrations/history.ts'
import { rebuildRules } from './migrations/rebuilds.ts'
import { rehearsalRules } from './migrations/rehearsal.ts'
import { schemaModelRules } from './migrations/schema.ts'
import { stepRules } from './migrations/steps.ts'

export const migrationRules: readonly Rule[] = [
  ...historyRules,
  ...failureRules,
  ...stepRules,
  ...rebuildRules,
  ...guardRules,
  ...rehearsalRules,
  ...definitionRules,
  ...schemaModelRules,
  ...migrationCrashRules,
]
