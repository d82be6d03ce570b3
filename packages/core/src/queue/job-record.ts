import type { FailedAttempt, JobRecord, JobState } from '../contracts/job.ts'
import type { Json } from '../contracts/json.ts'
import type { KeptError } from '../contracts/workflows.ts'
import { decodeJson } from '../door/json.ts'
import { decodeKey } from '../door/key.ts'
import { namedGroup } from './group-of.ts'
import type { JobRow } from './queue-storage.ts'

const jobStates: readonly JobState[] = [
  'scheduled',
  'retryable',
  'available',
  'running',
  'completed',
  'cancelled',
  'dead',
]

/** One state or several as a list. Throws `TypeError`. */
export const checkStates = (state: unknown, action: string): readonly JobState[] => {
  const states = Array.isArray(state) ? state : [state]
  if (states.length === 0 || states.some((one) => !jobStates.includes(one as JobState)))
    throw new TypeError(`Cannot ${action}: the state must be one of ${jobStates.join(', ')}, or several`)
  return states as readonly JobState[]
}

/** A failed attempt as a line of the list that is kept with a job. */
export const failureLine = (attempt: number, at: number, error: KeptError): string =>
  JSON.stringify([attempt, at, error])

/** A job as people see it. */
export const jobRecord = <P>(row: JobRow): JobRecord<P> => ({
  id: decodeKey(row.key) as string,
  state: row.state,
  payload: decodeJson(row.payload) as P,
  attempt: row.attempt,
  maxAttempts: row.maxAttempts,
  priority: row.priority,
  enqueuedAt: new Date(row.enqueuedAt),
  ...instant('dueAt', row.dueAt),
  ...instant('startedAt', row.startedAt),
  ...instant('endedAt', row.endedAt),
  ...instant('deadline', row.deadlineAt),
  ...(row.uniqueKey === null ? {} : { uniqueKey: decodeKey(row.uniqueKey) as string }),
  ...namedGroup(row.group),
  ...(row.checkpoint === null ? {} : { checkpoint: decodeJson(row.checkpoint) }),
  ...(row.meta === null ? {} : { meta: decodeJson(row.meta) as Json }),
  ...(row.result === null ? {} : { result: decodeJson(row.result) }),
  failures: row.failures === null ? [] : row.failures.split('\n').map(failedAttempt),
})

const instant = (name: string, time: number | null): Readonly<Record<string, Date>> =>
  time === null ? {} : { [name]: new Date(time) }

const failedAttempt = (line: string): FailedAttempt => {
  const [attempt, at, error] = decodeJson(line) as [number, number, KeptError]
  return { attempt, at: new Date(at), error }
}
