import type { Rule } from '../rule.ts'
import { queueDifferential } from './queue/differential.ts'

export const queueRules: readonly Rule[] = [...queueDifferential]
