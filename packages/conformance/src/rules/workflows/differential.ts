import type { Rule } from '../../rule.ts'

export const workflowDifferential: readonly Rule[] = []
