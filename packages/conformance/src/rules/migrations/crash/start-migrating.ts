import type { Context } from '../../../context.ts'
import type { Place } from '../../../harness.ts'
import type { MigrateOrder } from '../../../worker/jobs.ts'
import { startWorker, type WorkerProcess } from '../../../worker/spawn.ts'

/** A process that goes the journey. Undefined where the harness has no processes. */
export const startMigrating = (
  context: Context,
  place: Place,
  order: MigrateOrder,
): WorkerProcess | undefined => {
  const { worker } = context.harness
  if (worker === undefined || place.address === undefined) return undefined
  const child = startWorker(worker, { address: place.address, job: 'migrate', run: JSON.stringify(order) })
  context.after(() => child.kill())
  return child
}
