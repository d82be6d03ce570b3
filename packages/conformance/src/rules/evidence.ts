import type { Rule } from '../rule.ts'
import { evidenceCaptures } from './evidence/captures.ts'
import { evidenceDeliveries } from './evidence/deliveries.ts'
import { evidenceProcesses } from './evidence/processes.ts'

export const evidenceRules: readonly Rule[] = [
  ...evidenceCaptures,
  ...evidenceDeliveries,
  ...evidenceProcesses,
]
