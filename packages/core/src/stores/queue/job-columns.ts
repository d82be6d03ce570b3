import type { JobState } from '../../contracts/job.ts'
import type { DriverCell } from '../../database/statement.ts'
import type { JobRow } from '../../queue/queue-storage.ts'
import { isReady } from './groups/group-columns.ts'

const failuresKept = 20

/** Of the row `t`, by its times. */
export const stateAt = (now: string): string =>
  `case when t.state <> 'waiting' then t.state when ${isReady} or t.leased_until <= ${now} then 'available' when t.attempt > 0 then 'retryable' else 'scheduled' end`

/** Since when, or from when on, the row `t` can be claimed. */
export const claimableFrom = 'coalesce(t.leased_until, t.due_at)'

const plain = [
  'payload',
  'meta',
  'checkpoint',
  'result',
  'earlier_failures',
  'failures',
  'priority',
  'attempt',
  'max_attempts',
  'enqueued_at',
  'started_at',
  'ended_at',
  'deadline_at',
  'unique_key',
  'group_key',
].map((column) => `t.${column}`)

/** What is read of a job, behind its key. */
export const jobExpressions = (now: string): readonly string[] => [stateAt(now), claimableFrom, ...plain]

/** From the cells of `jobExpressions`. */
export const jobRow = (key: string, cells: readonly DriverCell[]): JobRow => ({
  key,
  state: cells[0] as JobState,
  dueAt: whole(cells[1]),
  payload: String(cells[2]),
  meta: text(cells[3]),
  checkpoint: text(cells[4]),
  result: text(cells[5]),
  failures: newest(text(cells[6]), text(cells[7])),
  priority: Number(cells[8]),
  attempt: Number(cells[9]),
  maxAttempts: Number(cells[10]),
  enqueuedAt: Number(cells[11]),
  startedAt: whole(cells[12]),
  endedAt: whole(cells[13]),
  deadlineAt: whole(cells[14]),
  uniqueKey: text(cells[15]),
  group: text(cells[16]),
})

export const text = (cell: DriverCell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell)

export const whole = (cell: DriverCell | undefined): number | null =>
  cell === null || cell === undefined ? null : Number(cell)

const newest = (earlier: string | null, later: string | null): string | null => {
  if (later === null) return null
  const all = earlier === null ? later : `${earlier}\n${later}`
  return all.split('\n').slice(-failuresKept).join('\n')
}

/** What the row `t` becomes by one more failure: at most twice as many lines are stored as are kept. */
export const withFailure = (line: string): Readonly<Record<string, string>> => {
  const isFull = `t.failed % ${failuresKept} = 0`
  return {
    failed: 't.failed + 1',
    earlier_failures: `case when ${isFull} then t.failures else t.earlier_failures end`,
    // JSON holds no line break.
    failures: `case when ${isFull} then ${line} else t.failures || '\n' || ${line} end`,
  }
}
