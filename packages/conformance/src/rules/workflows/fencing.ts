import type { Rule } from '../../rule.ts'

export const workflowFencing: readonly Rule[] = []
