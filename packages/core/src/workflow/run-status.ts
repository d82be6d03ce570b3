import type { KeptError, RunStatus, KeptStep } from '../contracts/workflows.ts'
import { decodeJson } from '../door/json.ts'
import { decodeKey } from '../door/key.ts'
import type { RunSummary, StepRow } from './flow-storage.ts'
import { progressOf } from './progress.ts'
import { errorOf, outputOf } from './step-runner.ts'

export const statusOf = (run: RunSummary): RunStatus => ({
  id: decodeKey(run.key) as string,
  workflow: run.workflow,
  state: run.state,
  step: run.lastStep === undefined ? 0 : run.lastStep.position + 1,
  ...(run.steps === null ? {} : { of: run.steps }),
  ...(run.lastStep === undefined ? {} : { stepName: run.lastStep.name }),
  ...(run.progress === null ? {} : { progress: progressOf(run.progress) }),
  attempts: run.fence,
  ...(run.waitingFor === null ? {} : { waitingFor: decodeJson(run.waitingFor) as string[] }),
  createdAt: new Date(run.createdAt),
  ...dated('startedAt', run.startedAt),
  ...dated('completedAt', run.completedAt),
  ...dated('wakesAt', run.leasedUntil),
  ...dated('deadline', run.deadlineAt),
  ...(run.error === null ? {} : { error: decodeJson(run.error) as KeptError }),
})

export const stepStatusOf = (step: StepRow): KeptStep => ({
  name: step.name,
  kind: step.kind,
  state: step.state,
  attempts: step.attempts,
  ...(step.output === null ? {} : { output: outputOf(step) }),
  ...(step.error === null ? {} : { error: errorOf(step) }),
  startedAt: new Date(step.startedAt),
  ...dated('completedAt', step.completedAt),
})

const dated = (name: string, time: number | null): object => (time === null ? {} : { [name]: new Date(time) })
