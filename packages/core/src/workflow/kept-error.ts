import type { KeptError } from '../contracts/workflows.ts'
import { HoldfastError } from '../errors.ts'

/** The error of a step that failed for good: the same one each time that the run comes there, so that what catches it does the same. */
export const stepFailed = (step: string, report: KeptError): HoldfastError =>
  new HoldfastError(
    'failed',
    `Cannot go on after the step ${JSON.stringify(step)}: it failed for good; see report`,
    {
      report,
    },
  )

/** Of a run whose code is not the one that it was begun with. */
export const replayRefused = (reason: string): HoldfastError =>
  new HoldfastError(
    'replay',
    `Cannot go on with the run: ${reason}; run the code that it was begun with and resume(), or fork() it from a step that both have`,
  )

export const deadlinePassed = (): HoldfastError =>
  new HoldfastError('timeout', 'Cannot go on with the run: its deadline has passed')
