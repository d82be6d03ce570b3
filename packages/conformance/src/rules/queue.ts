import type { Rule } from '../rule.ts'
import { queueDifferential } from './queue/differential.ts'
import { queueIds } from './queue/ids.ts'
import { queueRecurring } from './queue/recurring.ts'
import { queueWork } from './queue/work.ts'

export const queueRules: readonly Rule[] = [
  ...queueDifferential,
  ...queueIds,
  ...queueRecurring,
  ...queueWork,
]
