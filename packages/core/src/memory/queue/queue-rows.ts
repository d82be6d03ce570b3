import { compareBytes } from '../../door/key.ts'
import type { ClaimedRow, Enqueued, GroupRow, NewJobRow, StoredState } from '../../queue/queue-storage.ts'
import type { Rows } from '../rows.ts'
import {
  anew,
  canBeRetried,
  isActive,
  isClaimable,
  isLive,
  newJob,
  replaced,
  type KeptJob,
} from './kept-job.ts'

/** Who has a unique key, and until when whatever became of him. */
export interface KeptKey {
  readonly job: string
  readonly until: number | null
}

/** What is kept of a group: its own limits as JSON, and how far its rate is used up. */
export interface KeptGroup {
  readonly limits: string | null
  readonly begunUntil: number | null
}

/** The key of the row whose presence says that the queue is paused; no unique key is empty. */
export const pauseKey = ''

/** The jobs and the unique keys of one queue in one step of the reference. */
export class QueueRows {
  readonly jobs: Rows<KeptJob>
  readonly keys: Rows<KeptKey>
  readonly groups: Rows<KeptGroup>
  readonly now: number

  constructor(jobs: Rows<KeptJob>, keys: Rows<KeptKey>, groups: Rows<KeptGroup>, now: number) {
    this.jobs = jobs
    this.keys = keys
    this.groups = groups
    this.now = now
  }

  get isPaused(): boolean {
    return this.keys.get(pauseKey) !== undefined
  }

  enqueue(row: NewJobRow): Enqueued {
    const { key, unique } = row
    if (this.jobs.get(key) !== undefined) return { key, outcome: 'kept' }
    const owner = unique === null ? undefined : this.owner(unique.key)
    if (unique === null || owner === undefined) {
      this.jobs.put(key, newJob(row, this.now))
      const until = unique?.period == null ? null : this.now + unique.period
      if (unique !== null) this.keys.put(unique.key, { job: key, until })
      return { key, outcome: 'enqueued' }
    }
    const there = this.jobs.get(owner)
    if (unique.onConflict === 'keep' || there?.state !== 'waiting') return { key: owner, outcome: 'kept' }
    this.jobs.put(owner, replaced(there, row, this.now))
    return { key: owner, outcome: 'replaced' }
  }

  /** The job that has a unique key, which no other can have now. */
  owner(unique: string): string | undefined {
    const row = this.keys.get(unique)
    if (row === undefined) return undefined
    const isInPeriod = row.until !== null && row.until > this.now
    return isInPeriod || isLive(this.jobs.get(row.job)) ? row.job : undefined
  }

  /** Groups behind `after`, in order, that have limits of their own or jobs that have not ended. */
  listGroups(after: string, limit: number): readonly GroupRow[] {
    const jobs = this.jobs.list().flatMap(([, job]) => (isActive(job, this.now) ? [job] : []))
    const own = this.groups.list().filter(([, { limits }]) => limits !== null)
    const all = new Set([...jobs.map(({ group }) => group!), ...own.map(([group]) => group)])
    return [...all]
      .filter((group) => compareBytes(group, after) > 0)
      .sort(compareBytes)
      .slice(0, limit)
      .map((group) => {
        const its = jobs.filter((job) => job.group === group)
        const available = its.filter((job) => isClaimable(job, this.now)).length
        const limits = this.groups.get(group)?.limits ?? null
        return { group, available, running: its.length - available, limits }
      })
  }

  retry(key: string): boolean | 'taken' | undefined {
    const job = this.jobs.get(key)
    if (job === undefined) return undefined
    if (!canBeRetried(job)) return false
    if (job.uniqueKey !== null) {
      const owner = this.owner(job.uniqueKey)
      if (owner !== undefined && owner !== key) return 'taken'
      if (this.keys.get(job.uniqueKey)?.job !== key) this.keys.put(job.uniqueKey, { job: key, until: null })
    }
    this.jobs.put(key, anew(job, this.now))
    return true
  }

  take(key: string, job: KeptJob, token: string, lease: number): ClaimedRow {
    const { now } = this
    const [attempt, fence] = [job.attempt + 1, job.fence + 1]
    const dueAt = now + lease
    const taken = { state: 'running', token, attempt, fence, startedAt: now, dueAt, isReady: false } as const
    this.jobs.put(key, { ...job, ...taken })
    return { ...job, key, attempt, fence, now }
  }

  /** Jobs that have ended in one of these states, those that ended first first. */
  ended(states: readonly StoredState[]): readonly (readonly [string, KeptJob])[] {
    return this.jobs
      .list()
      .filter(([, { state }]) => states.includes(state))
      .sort(([, left], [, right]) => left.endedAt! - right.endedAt!)
  }

  /** With its unique key, unless the period is not over. */
  remove(key: string): void {
    const unique = this.jobs.get(key)?.uniqueKey
    this.jobs.remove(key)
    if (unique === null || unique === undefined) return
    const row = this.keys.get(unique)
    if (row?.job === key && (row.until === null || row.until <= this.now)) this.keys.remove(unique)
  }
}
