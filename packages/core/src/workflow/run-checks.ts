import type { AnyWorkflow } from '../contracts/workflow.ts'
import type { RunState } from '../contracts/workflows.ts'
import { checkName } from '../door/name.ts'

export const runStates: readonly RunState[] = [
  'pending',
  'running',
  'sleeping',
  'waiting',
  'completed',
  'failed',
  'cancelled',
]

/** Workflows by name. Throws `TypeError` for what is none, and for two of one name. */
export const offerOf = (workflows: unknown, action: string): ReadonlyMap<string, AnyWorkflow> => {
  if (!Array.isArray(workflows) || workflows.length === 0)
    throw new TypeError(`Cannot ${action}: give workflows that defineWorkflow() made`)
  const offer = new Map<string, AnyWorkflow>()
  for (const workflow of workflows as Partial<AnyWorkflow>[]) {
    if (typeof workflow?.body !== 'function')
      throw new TypeError(`Cannot ${action}: give workflows that defineWorkflow() made`)
    const name = checkName(workflow.name, 'name of the workflow', action)
    if (offer.has(name)) throw new TypeError(`Cannot ${action}: two workflows are called "${name}"`)
    offer.set(name, workflow as AnyWorkflow)
  }
  return offer
}
