import type { Rule } from '../../rule.ts'

export const workflowEnds: readonly Rule[] = []
