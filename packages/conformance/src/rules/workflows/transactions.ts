import type { Rule } from '../../rule.ts'

export const workflowTransactions: readonly Rule[] = []
