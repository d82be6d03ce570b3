import { encodeId } from '../door/id.ts'
import type { JobOptions, UniqueOptions } from '../contracts/job.ts'
import { checkAge, checkLimit, checkWhole } from '../door/duration.ts'
import { checkInstant } from '../door/instant.ts'
import { encodeJson } from '../door/json.ts'
import { checkOptions } from '../door/options.ts'
import { groupOf } from './group-of.ts'
import { mostAttempts } from './queue-settings.ts'
import type { NewJobRow } from './queue-storage.ts'

export const jobOptions: readonly string[] = [
  'id',
  'priority',
  'delay',
  'runAt',
  'maxAttempts',
  'deadline',
  'unique',
  'group',
  'fifo',
  'meta',
]

const mostPriority = 1_000_000

/** What is not said of each job. */
export interface JobDefaults {
  readonly maxAttempts: number
  readonly valueBytes: number
  readonly newId: () => string
}

/** What does not depend on the payload. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const checkJob = (
  options: JobOptions | undefined,
  defaults: JobDefaults,
  action: string,
): Omit<NewJobRow, 'payload'> => {
  const { id, priority, delay, runAt, maxAttempts, deadline, unique, meta, group, fifo } = options ?? {}
  if (delay !== undefined && runAt !== undefined)
    throw new TypeError(`Cannot ${action}: give delay or runAt, not both`)
  if (fifo !== undefined && (group !== undefined || priority !== undefined))
    throw new TypeError(
      `Cannot ${action}: give fifo without group and priority; its jobs run one by one by id`,
    )
  return {
    key: id === undefined ? defaults.newId() : encodeId(id, action),
    isFresh: id === undefined,
    meta: meta === undefined ? null : encodeJson(meta, defaults.valueBytes, `${action} with meta`),
    priority:
      priority === undefined ? 0 : checkWhole(priority, 'priority', -mostPriority, mostPriority, action),
    // No delay is no time to wait for, so that the job is found with the ones that are ready.
    delay: delay === undefined || delay === 0 ? null : checkAge(delay, `${action} with delay`),
    runAt: runAt === undefined ? null : checkInstant(runAt, 'runAt', action),
    maxAttempts:
      maxAttempts === undefined
        ? defaults.maxAttempts
        : checkLimit(maxAttempts, `${action} with maxAttempts`, mostAttempts),
    deadline: deadline === undefined ? null : checkAge(deadline, `${action} with deadline`),
    unique: unique === undefined ? null : checkUnique(unique, action),
    group:
      group !== undefined
        ? groupOf('group', group, action)
        : fifo === undefined
          ? null
          : groupOf('fifo', fifo, action),
  }
}

const checkUnique = (unique: UniqueOptions, action: string): NonNullable<NewJobRow['unique']> => {
  if (typeof unique !== 'object' || unique === null)
    throw new TypeError(`Cannot ${action}: unique must be an object with a key`)
  checkOptions(unique, ['key', 'period', 'onConflict'], `${action} with unique`)
  const { key, period, onConflict = 'keep' } = unique
  if (onConflict !== 'keep' && onConflict !== 'replace')
    throw new TypeError(`Cannot ${action}: unique.onConflict must be "keep" or "replace"`)
  return {
    key: encodeId(key, action, 'key of unique'),
    period: period === undefined ? null : checkAge(period, `${action} with unique.period`),
    onConflict,
  }
}
