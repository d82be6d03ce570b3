import type { Rule } from '../rule.ts'
import { workflowCancels } from './workflows/cancels.ts'
import { workflowCeilings } from './workflows/ceilings.ts'
import { workflowCosts } from './workflows/costs.ts'
import { workflowDifferential } from './workflows/differential.ts'
import { workflowEnds } from './workflows/ends.ts'
import { workflowFencing } from './workflows/fencing.ts'
import { workflowHistories } from './workflows/histories.ts'
import { workflowProcesses } from './workflows/processes.ts'
import { workflowReplays } from './workflows/replays.ts'
import { workflowSignals } from './workflows/signals.ts'
import { workflowSteps } from './workflows/steps.ts'
import { taskProgressRules } from './workflows/task-progress.ts'
import { workflowTransactions } from './workflows/transactions.ts'
import { workflowWorkers } from './workflows/workers.ts'

export const workflowRules: readonly Rule[] = [
  ...workflowSteps,
  ...workflowReplays,
  ...workflowTransactions,
  ...workflowFencing,
  ...workflowSignals,
  ...workflowEnds,
  ...workflowCancels,
  ...workflowWorkers,
  ...workflowHistories,
  ...workflowProcesses,
  ...workflowDifferential,
  ...workflowCosts,
  ...workflowCeilings,
  ...taskProgressRules,
]
