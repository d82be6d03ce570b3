import type { Milliseconds } from '../contracts/environment.ts'
import type { ClaimedJob } from '../contracts/job.ts'
import type { StoreCall } from '../door/store-call.ts'
import { claimedJob } from './claimed-job.ts'
import { keepTurn, turnOf } from './group-turns.ts'
import type { HeldJobs } from './held-jobs.ts'
import { whyDead } from './poisoned.ts'
import type { QueueStorage } from './queue-storage.ts'

/** Jobs that were claimed, and how long it is until a rate lets begin one more that waits. */
export interface ClaimedJobs<P> {
  readonly jobs: readonly ClaimedJob<P>[]
  readonly next: Milliseconds | undefined
}

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
): Promise<ClaimedJobs<P>> => {
  for (;;) {
    const token = Buffer.from(storage.random(16)).toString('base64url')
    const turn = turnOf(storage)
    const claimed = await storage.claim({ token, lease, limit, turn, limits: held.groups }, call)
    keepTurn(storage, turn, claimed.turn)
    const { rows, next } = claimed
    const jobs: ClaimedJob<P>[] = []
    const dead: Promise<unknown>[] = []
    for (const row of rows) {
      const reason = whyDead(row)
      if (reason === undefined) jobs.push(claimedJob<P>(row, token, lease))
      else dead.push(held.bury(row, token, reason, call))
    }
    await Promise.all(dead)
    if (jobs.length > 0 || rows.length === 0) return { jobs, next }
  }
}
