import type { ClaimedJob } from '../contracts/job.ts'
import { HeardChanges } from '../door/heard-changes.ts'
import type { StoreCall } from '../door/store-call.ts'
import type { ClaimedJobs } from './claim-jobs.ts'
import type { QueueStorage } from './queue-storage.ts'

/** What `claim` gives, or gives until the wait is over. */
export const waitForJobs = async <P>(
  storage: QueueStorage,
  claim: () => Promise<ClaimedJobs<P>>,
  { wait, interval }: { readonly wait: number; readonly interval: number },
  { signal }: StoreCall,
): Promise<readonly ClaimedJob<P>[]> => {
  // To listen may take a connection, which whoever does not wait has no use for.
  if (wait === 0) return (await claim()).jobs
  const end = storage.elapsed() + wait
  const changes = new HeardChanges((wake) => storage.onChange(wake))
  try {
    for (;;) {
      const left = end - storage.elapsed()
      const change = changes.next(Math.max(0, Math.min(interval, left)), signal)
      try {
        const { jobs, next } = await claim()
        if (jobs.length > 0 || left <= 0) return jobs
        if (next !== undefined) change.soon(next)
        await change.felt
      } finally {
        change.cancel()
      }
      // What aborts is told by the claim.
    }
  } finally {
    changes.stop()
  }
}
