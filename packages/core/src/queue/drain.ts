import type { StoreCall } from '../door/store-call.ts'
import { claimJobs } from './claim-jobs.ts'
import { runJob, type WorkParts } from './run-job.ts'
import { WorkerLeases } from './worker-leases.ts'

/** Works until nothing can be claimed, or it is not ready; how many jobs were begun. */
export const drainJobs = async <P, R>(parts: WorkParts<P, R>, call: StoreCall): Promise<number> => {
  const { storage, held, settings } = parts
  const leases = new WorkerLeases(held, settings.lease, () => storage.elapsed(), call)
  let begun = 0
  while (await settings.isReady()) {
    const since = storage.elapsed()
    const { jobs } = await claimJobs(storage, held, settings.concurrency, settings.lease, call)
    if (jobs.length === 0) return begun
    begun += jobs.length
    await Promise.all(
      jobs.map(async (job) => {
        const lease = leases.add(job, since)
        try {
          await runJob(parts, lease, call)
        } finally {
          leases.remove(lease)
        }
      }),
    )
  }
  return begun
}
