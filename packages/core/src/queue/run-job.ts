import type { ClaimedJob } from '../contracts/job.ts'
import type { JobContext } from '../contracts/queue.ts'
import type { StoreCall } from '../door/store-call.ts'
import { HoldfastError } from '../errors.ts'
import { isDone, tellEnd } from './claimed-job.ts'
import type { HeldJobs } from './held-jobs.ts'
import type { QueueStorage } from './queue-storage.ts'
import type { WorkerSettings } from './worker-settings.ts'
import type { HeldLease } from './worker-leases.ts'

/** What jobs are worked on with. */
export interface WorkParts<P, R> {
  readonly storage: QueueStorage
  readonly held: HeldJobs<P>
  readonly keep: { readonly completed: number; readonly ended: number }
  readonly handler: (job: ClaimedJob<P>, context: JobContext) => R | Promise<R>
  readonly settings: WorkerSettings
}

/**
 * Runs the handler and ends the job by what came of it, unless the handler has ended it or the lease was lost. Throws what the database refused. `handled` is called
 * between the two.
 */
export const runJob = async <P, R>(
  { handler, held }: WorkParts<P, R>,
  lease: HeldLease<P>,
  call: StoreCall,
  handled: () => void = () => undefined,
): Promise<void> => {
  const { job } = lease
  const fail = async (error: unknown): Promise<void> => {
    await held.fail(job, error, {}, call)
    tellEnd(job, 'failed')
  }
  let result: R
  try {
    result = await handler(job, lease)
  } catch (error) {
    handled()
    if (!isSettled(lease)) await fail(error)
    return
  }
  handled()
  if (isSettled(lease)) return
  try {
    await held.complete(job, result, call)
  } catch (error) {
    if (!isRefusedResult(error)) throw error
    await fail(error)
    return
  }
  tellEnd(job, 'completed')
}

const isSettled = <P>({ job, isLeft }: HeldLease<P>): boolean => isLeft || isDone(job)

/** Nothing was sent: what the handler gave cannot be kept. */
const isRefusedResult = (error: unknown): boolean =>
  error instanceof HoldfastError && (error.code === 'invalid-value' || error.code === 'too-large')
