import type { Context } from '../context.ts'
import type { Place } from '../harness.ts'
import type { Job } from './jobs.ts'
import type { WorkerProcess } from './spawn.ts'
import { startOn } from './start-on.ts'

/** Processes that work on the place at once, one for each run, until all have ended. Undefined where the harness has no processes. */
export const runSeveral = async (
  context: Context,
  place: Place,
  job: Job,
  runs: readonly string[],
): Promise<readonly WorkerProcess[] | undefined> => {
  const children = runs.flatMap((run) => startOn(context, place, job, run) ?? [])
  if (children.length === 0) return undefined
  await Promise.all(children.map((child) => child.ended))
  return children
}
