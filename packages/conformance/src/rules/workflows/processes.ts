import type { Rule } from '../../rule.ts'

export const workflowProcesses: readonly Rule[] = []
