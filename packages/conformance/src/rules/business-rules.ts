import type { Rule } from '../rule.ts'
import { ruleBeliefs } from './business-rules/beliefs.ts'
import { ruleChanges } from './business-rules/changes.ts'
import { ruleCosts } from './business-rules/costs.ts'
import { ruleDifferential } from './business-rules/differential.ts'
import { ruleEffects } from './business-rules/effects.ts'
import { ruleModel } from './business-rules/model.ts'
import { rulePlaces } from './business-rules/places.ts'
import { rulePruning } from './business-rules/pruning.ts'
import { ruleRaces } from './business-rules/races.ts'
import { ruleTransactions } from './business-rules/transactions.ts'

export const businessRules: readonly Rule[] = [
  ...ruleEffects,
  ...ruleChanges,
  ...rulePlaces,
  ...ruleBeliefs,
  ...rulePruning,
  ...ruleTransactions,
  ...ruleRaces,
  ...ruleModel,
  ...ruleDifferential,
  ...ruleCosts,
]
