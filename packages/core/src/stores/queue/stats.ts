import type { JobState } from '../../contracts/job.ts'
import type { Call } from '../../database/executor.ts'
import type { Counted } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { isReady } from './groups/group-columns.ts'
import { claimableFrom, stateAt, whole } from './job-columns.ts'
import { isPaused } from './pause.ts'
import { jobTable } from './tables.ts'

/** Counts in one statement. */
export const countJobs = async ({ executor, space }: StoreAccess, call: Call): Promise<Counted> => {
  const text = new StoreText(executor, space, jobTable)
  const { now } = text
  const store = text.ofStore.slice(0, -' and '.length)
  const since = `case when ${isReady} or t.leased_until <= ${now} then ${claimableFrom} end`
  const jobs = `select ${stateAt(now)} as state_now, ${since} as since from ${text.table} t where ${store}`
  const counted = `select state_now, count(*), min(since), ${now} from (${jobs}) as jobs group by state_now`
  const paused = `select 'paused', case when ${isPaused(text)} then 1 else 0 end, null, ${now}`
  const { rows } = await executor.query(text.finish('STATS', `${paused} union all ${counted}`), 'read', call)
  const counts: Record<JobState, number> = {
    scheduled: 0,
    retryable: 0,
    available: 0,
    running: 0,
    completed: 0,
    cancelled: 0,
    dead: 0,
  }
  let [isNowPaused, oldest]: [boolean, number | null] = [false, null]
  for (const [state, count, first, time] of rows) {
    if (state === 'paused') isNowPaused = Number(count) > 0
    else counts[state as JobState] = Number(count)
    const from = whole(first)
    if (from !== null) oldest = Math.max(oldest ?? 0, Number(time) - from)
  }
  return { counts, isPaused: isNowPaused, oldest }
}
