import type { AnyWorkflow, Run, StepContext, Transaction, Workflow, Workflows } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

/** Workflows whose functions get another run than the good one. */
const withRun = (flows: Workflows, wrong: (run: Run) => object): object => {
  const spoil = (workflow: AnyWorkflow): AnyWorkflow => ({
    ...workflow,
    body: (run, input) => workflow.body(Object.assign(Object.create(run) as Run, wrong(run)), input),
  })
  return {
    runOnce: (workflows: readonly AnyWorkflow[], options?: object) =>
      flows.runOnce(workflows.map(spoil), options),
    drain: (workflows: readonly AnyWorkflow[], options?: object) =>
      flows.drain(workflows.map(spoil), options),
  }
}

export const workflowSaboteurs: readonly Saboteur[] = [
  {
    title: 'a step of a workflow runs again although its result is kept',
    caughtBy: 'workflows.sleep',
    make: () => ({
      workflows: (flows) =>
        withRun(flows, (run) => ({
          step: async <R>(name: string, body: (context: StepContext) => R | PromiseLike<R>) => {
            const again: Awaited<R> = await body({ signal: new AbortController().signal, attempt: 1 })
            await run.step(name, () => again)
            return again
          },
        })),
    }),
  },
  {
    title: 'the effect of a step in a transaction commits apart from the step',
    caughtBy: 'workflows.tx',
    make: () => ({
      workflows: (flows, { session }) =>
        withRun(flows, (run) => ({
          tx: <R>(name: string, body: (tx: Transaction, context: StepContext) => Promise<R>) =>
            run.step(name, (context) => body(session as Transaction, context)) as Promise<R>,
        })),
    }),
  },
  {
    title: 'a second start with the same id makes another run',
    caughtBy: 'workflows.start.once',
    make: () => ({
      workflows: (flows) => ({
        start: (workflow: Workflow, input: never) => flows.start(workflow, input),
      }),
    }),
  },
]
