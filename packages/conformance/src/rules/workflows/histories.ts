import type { Rule } from '../../rule.ts'

export const workflowHistories: readonly Rule[] = []
