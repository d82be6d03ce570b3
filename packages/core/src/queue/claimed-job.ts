import { encodeId } from '../door/id.ts'
import type { ClaimedJob } from '../contracts/job.ts'
import type { Json } from '../contracts/json.ts'
import { decodeJson } from '../door/json.ts'
import { decodeKey } from '../door/key.ts'
import { HoldfastError } from '../errors.ts'
import { namedGroup } from './group-of.ts'
import type { ClaimedRow, Held } from './queue-storage.ts'

/** A job as its holder knows it. Throws `corrupt` when what is stored is not JSON. */
export const claimedJob = <P>(row: ClaimedRow, token: string, lease: number): ClaimedJob<P> => ({
  id: decodeKey(row.key) as string,
  payload: decodeJson(row.payload) as P,
  attempt: row.attempt,
  maxAttempts: row.maxAttempts,
  token,
  fence: row.fence,
  expiresAt: new Date(row.now + lease),
  priority: row.priority,
  enqueuedAt: new Date(row.enqueuedAt),
  ...(row.deadlineAt === null ? {} : { deadline: new Date(row.deadlineAt) }),
  ...namedGroup(row.group),
  ...(row.checkpoint === null ? {} : { checkpoint: decodeJson(row.checkpoint) }),
  ...(row.meta === null ? {} : { meta: decodeJson(row.meta) as Json }),
})

/** What a holder shows. Throws `TypeError` for what `claim` did not give. */
export const heldBy = (job: unknown, action: string): Held => {
  const { id, token, attempt, group, fifo } = (job ?? {}) as Partial<ClaimedJob<unknown>>
  if (typeof id !== 'string' || typeof token !== 'string' || token === '' || typeof attempt !== 'number')
    throw new TypeError(`Cannot ${action}: give a job as claim() or a handler got it`)
  return { key: encodeId(id, action), token, isGrouped: group !== undefined || fifo !== undefined }
}

export const leaseLost = (action: string): HoldfastError =>
  new HoldfastError(
    'lease-lost',
    `Cannot ${action}: its lease has ended, or the job has; somebody else may have it`,
  )

/** Jobs with which their holder is done, as far as this process has seen it committed. */
const done = new WeakSet<object>()

export const isDone = (job: object): boolean => done.has(job)

export const setDone = (job: object): void => {
  done.add(job)
}

/** What the database has kept of how a job ended. */
export type JobEnd = 'completed' | 'failed'

const listeners = new WeakMap<object, (end: JobEnd) => void>()

/** Tells how `runJob` ends the job, when that is stored and not before. */
export const whenEnded = (job: object, tell: (end: JobEnd) => void): void => {
  listeners.set(job, tell)
}

export const tellEnd = (job: object, end: JobEnd): void => listeners.get(job)?.(end)
