import type { Rule } from '../../rule.ts'

export const workflowSignals: readonly Rule[] = []
