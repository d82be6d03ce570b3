import type { AnyWorkflow } from '../contracts/workflow.ts'
import type { RunState } from '../contracts/workflows.ts'
import { encodeKey } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { isLongerThan } from '../door/text.ts'
import { HoldfastError } from '../errors.ts'

const idBytes = 255

export const runStates: readonly RunState[] = [
  'pending',
  'running',
  'sleeping',
  'waiting',
  'completed',
  'failed',
  'cancelled',
]

/** The key of a run. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const runKey = (id: unknown, action: string): string => {
  if (typeof id !== 'string') throw new TypeError(`Cannot ${action}: the id must be a string`)
  if (isLongerThan(id, idBytes))
    throw new HoldfastError('too-large', `Cannot ${action}: the id is longer than ${idBytes} bytes`)
  return encodeKey(id, action)
}

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
