import type { JobState } from '../../contracts/job.ts'
import type { Ending, JobRow, NewJobRow, StoredState } from '../../queue/queue-storage.ts'

const failuresKept = 20

/** A job as the reference keeps it. */
export interface KeptJob extends Omit<JobRow, 'key' | 'state' | 'failures'> {
  readonly state: StoredState
  readonly failures: readonly string[]
  readonly token: string | null
  readonly fence: number
  /** Whether it could be claimed when it was written, so that a clock that goes back does not take it away. */
  readonly isReady: boolean
}

const waitingFrom = (time: number, now: number) => ({ dueAt: Math.max(now, time), isReady: time <= now })

/** What a job is made of, whether it is new or takes the place of one. */
const made = (
  { payload, meta, priority, delay, runAt, maxAttempts, deadline, group }: NewJobRow,
  now: number,
) => ({
  state: 'waiting' as const,
  payload,
  meta,
  checkpoint: null,
  priority,
  group,
  attempt: 0,
  maxAttempts,
  ...waitingFrom(runAt ?? now + (delay ?? 0), now),
  deadlineAt: deadline === null ? null : now + deadline,
})

export const newJob = (row: NewJobRow, now: number): KeptJob => ({
  ...made(row, now),
  result: null,
  failures: [],
  enqueuedAt: now,
  startedAt: null,
  endedAt: null,
  uniqueKey: row.unique === null ? null : row.unique.key,
  token: null,
  fence: 0,
})

export const replaced = (job: KeptJob, row: NewJobRow, now: number): KeptJob => ({
  ...job,
  ...made(row, now),
})

export const isLive = (job: KeptJob | undefined): job is KeptJob => job !== undefined && job.endedAt === null

export const isClaimable = ({ dueAt, isReady }: KeptJob, now: number): boolean =>
  dueAt !== null && (isReady || dueAt <= now)

/** Has a group, and runs or can be claimed. */
export const isActive = (job: KeptJob, now: number): boolean =>
  job.group !== null && (job.state === 'running' || isClaimable(job, now))

export const isHeldBy = (job: KeptJob | undefined, token: string, now: number): job is KeptJob =>
  job !== undefined && job.token === token && job.dueAt !== null && job.dueAt > now

export const ended = (job: KeptJob, state: StoredState, now: number): KeptJob => ({
  ...job,
  state,
  token: null,
  dueAt: null,
  isReady: false,
  endedAt: now,
})

/** Once more from the beginning. */
export const anew = (job: KeptJob, now: number): KeptJob => ({
  ...job,
  state: 'waiting',
  attempt: 0,
  ...waitingFrom(now, now),
  endedAt: null,
  deadlineAt: job.deadlineAt !== null && job.deadlineAt > now ? job.deadlineAt : null,
})

export const canBeRetried = ({ state }: KeptJob): boolean => state !== 'running' && state !== 'completed'

/** The job as its holder leaves it. */
export const afterEnding = (job: KeptJob, ending: Ending, now: number): KeptJob => {
  const waiting = (after: number): KeptJob => ({
    ...job,
    state: 'waiting',
    token: null,
    ...waitingFrom(now + after, now),
  })
  switch (ending.kind) {
    case 'completed':
      return { ...ended(job, 'completed', now), result: ending.result }
    case 'given-back':
      return { ...waiting(ending.after), attempt: job.attempt - 1 }
    case 'dead':
    case 'retry': {
      const failures = [...job.failures, ending.failure].slice(-failuresKept)
      const isLate = job.deadlineAt !== null && job.deadlineAt <= now
      return ending.kind === 'dead' || isLate
        ? { ...ended(job, 'dead', now), failures }
        : { ...waiting(ending.after), failures }
    }
  }
}

export const stateAt = (job: KeptJob, now: number): JobState => {
  if (job.state !== 'waiting') return job.state
  if (isClaimable(job, now)) return 'available'
  return job.attempt > 0 ? 'retryable' : 'scheduled'
}

export const jobRow = (key: string, job: KeptJob, now: number): JobRow => {
  const { token: _, fence: __, isReady: ___, failures, ...rest } = job
  return {
    ...rest,
    key,
    state: stateAt(job, now),
    failures: failures.length === 0 ? null : failures.join('\n'),
  }
}
