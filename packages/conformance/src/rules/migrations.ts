import type { Rule } from '../rule.ts'
import { migrationCrashRules } from './migrations/crash.ts'
import { failureRules } from './migrations/failures.ts'
import { guardRules } from './migrations/guards.ts'
import { historyRules } from './migrations/history.ts'
import { rebuildRules } from './migrations/rebuilds.ts'
import { stepRules } from './migrations/steps.ts'

export const migrationRules: readonly Rule[] = [
  ...historyRules,
  ...failureRules,
  ...stepRules,
  ...rebuildRules,
  ...guardRules,
  ...migrationCrashRules,
]
