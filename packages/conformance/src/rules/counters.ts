import type { Rule } from '../rule.ts'
import { counterCounts } from './counters/counts.ts'
import { counterDifferential } from './counters/differential.ts'
import { counterProcesses } from './counters/processes.ts'
import { counterRanks } from './counters/ranks.ts'

export const counterRules: readonly Rule[] = [
  ...counterCounts,
  ...counterRanks,
  ...counterProcesses,
  ...counterDifferential,
]
