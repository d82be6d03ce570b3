import type { Run, Workflow } from '../contracts/workflow.ts'
import { checkLimit } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'

const action = 'define a workflow'

/** A workflow, from its name, which is kept with every run, and the function that each run runs. `steps` says how many it has, for the status. */
export const defineWorkflow = <I, O>(
  name: string,
  body: (run: Run, input: I) => Promise<O>,
  options?: { readonly steps?: number },
): Workflow<I, O> => {
  checkOptions(options, ['steps'], action)
  const steps = options?.steps
  if (typeof body !== 'function') throw new TypeError(`Cannot ${action}: the body must be a function`)
  return {
    name: checkName(name, 'name of the workflow', action),
    body,
    steps: steps === undefined ? undefined : checkLimit(steps, `${action} with steps`, 1_000_000),
  }
}
