import type { Rule } from '../rule.ts'
import { columnRules } from './tables/columns.ts'
import { constraintRules } from './tables/constraints.ts'
import { makingRules } from './tables/making.ts'
import { removalRules } from './tables/removals.ts'
import { refusalRules } from './tables/refusals.ts'

export const tableRules: readonly Rule[] = [
  ...makingRules,
  ...columnRules,
  ...constraintRules,
  ...refusalRules,
  ...removalRules,
]
