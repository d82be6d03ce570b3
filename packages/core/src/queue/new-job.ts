import type { JobOptions, UniqueOptions } from '../contracts/job.ts'
import { checkAge, checkLimit, checkWhole } from '../door/duration.ts'
import { encodeJson } from '../door/json.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { isLongerThan } from '../door/text.ts'
import { HoldfastError } from '../errors.ts'
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
  'meta',
]

const idBytes = 255
const mostPriority = 1_000_000

/** The key of a job. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const jobKey = (id: unknown, action: string, what = 'id'): string => {
  if (typeof id !== 'string') throw new TypeError(`Cannot ${action}: the ${what} must be a string`)
  if (isLongerThan(id, idBytes))
    throw new HoldfastError('too-large', `Cannot ${action}: the ${what} is longer than ${idBytes} bytes`)
  return encodeKey(id, action)
}

/** What does not depend on the payload. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const checkJob = (
  options: JobOptions | undefined,
  defaults: { readonly maxAttempts: number; readonly valueBytes: number; readonly newId: () => string },
  action: string,
): Omit<NewJobRow, 'payload'> => {
  const { id, priority, delay, runAt, maxAttempts, deadline, unique, meta } = options ?? {}
  if (delay !== undefined && runAt !== undefined)
    throw new TypeError(`Cannot ${action}: give delay or runAt, not both`)
  return {
    key: id === undefined ? defaults.newId() : jobKey(id, action),
    isFresh: id === undefined,
    meta: meta === undefined ? null : encodeJson(meta, defaults.valueBytes, `${action} with meta`),
    priority:
      priority === undefined ? 0 : checkWhole(priority, 'priority', -mostPriority, mostPriority, action),
    // No delay is no time to wait for, so that the job is found with the ones that are ready.
    delay: delay === undefined || delay === 0 ? null : checkAge(delay, `${action} with delay`),
    runAt: runAt === undefined ? null : checkInstant(runAt, action),
    maxAttempts:
      maxAttempts === undefined
        ? defaults.maxAttempts
        : checkLimit(maxAttempts, `${action} with maxAttempts`, mostAttempts),
    deadline: deadline === undefined ? null : checkAge(deadline, `${action} with deadline`),
    unique: unique === undefined ? null : checkUnique(unique, action),
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
    key: jobKey(key, action, 'key of unique'),
    period: period === undefined ? null : checkAge(period, `${action} with unique.period`),
    onConflict,
  }
}

const checkInstant = (at: unknown, action: string): number => {
  const time = at instanceof Date ? at.getTime() : Number.NaN
  if (Number.isNaN(time)) throw new TypeError(`Cannot ${action}: runAt must be a valid Date`)
  return time
}
