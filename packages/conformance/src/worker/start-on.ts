import type { Context } from '../context.ts'
import type { Place } from '../harness.ts'
import type { Job } from './jobs.ts'
import { startWorker, type WorkerProcess } from './spawn.ts'

/** A process that works on the place until the rule has ended. Undefined where the harness has no processes. */
export const startOn = (context: Context, place: Place, job: Job, run: string): WorkerProcess | undefined => {
  const { worker } = context.harness
  if (worker === undefined || place.address === undefined) return undefined
  const child = startWorker(worker, { address: place.address, job, run })
  context.after(() => child.kill())
  return child
}
