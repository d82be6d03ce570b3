import type { ClaimedJob } from '../contracts/job.ts'
import type { StoreCall } from '../door/store-call.ts'
import { claimedJob } from './claimed-job.ts'
import type { HeldJobs } from './held-jobs.ts'
import { whyDead } from './poisoned.ts'
import type { QueueStorage } from './queue-storage.ts'

/**
 * Claims up to `limit` jobs. Those that are dead by now, as after their deadline, are made so and left out; when they are all that was claimed it claims
 * again, so that none is given only when there is none.
 */
export const claimJobs = async <P>(
  storage: QueueStorage,
  held: HeldJobs<P>,
  limit: number,
  lease: number,
  call: StoreCall,
): Promise<readonly ClaimedJob<P>[]> => {
  for (;;) {
    const token = Buffer.from(storage.random(16)).toString('base64url')
    const rows = await storage.claim({ token, lease, limit }, call)
    const jobs: ClaimedJob<P>[] = []
    const dead: Promise<unknown>[] = []
    for (const row of rows) {
      const reason = whyDead(row)
      if (reason === undefined) jobs.push(claimedJob<P>(row, token, lease))
      else dead.push(held.bury(row, token, reason, call))
    }
    await Promise.all(dead)
    if (jobs.length > 0 || rows.length === 0) return jobs
  }
}
