import type { Rule } from '../rule.ts'
import { failureRules } from './migrations/failures.ts'
import { historyRules } from './migrations/history.ts'

export const migrationRules: readonly Rule[] = [...historyRules, ...failureRules]
