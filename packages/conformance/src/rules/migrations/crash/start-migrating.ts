import type { Context } from '../../../context.ts'
import type { Place } from '../../../harness.ts'
import type { MigrateOrder } from '../../../worker/jobs.ts'
import type { WorkerProcess } from '../../../worker/spawn.ts'
import { startOn } from '../../../worker/start-on.ts'

/** A process that goes the journey. Undefined where the harness has no processes. */
export const startMigrating = (
  context: Context,
  place: Place,
  order: MigrateOrder,
): WorkerProcess | undefined => startOn(context, place, 'migrate', JSON.stringify(order))
