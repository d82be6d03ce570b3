import type { QueueOptions } from '../contracts/queue.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { checkAge, checkLimit } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { checkSchema } from '../door/schema.ts'
import { checkGroupLimits, noLimits } from './group-limits.ts'
import type { Limits } from './queue-storage.ts'
import { checkBackoff, type CheckedBackoff } from './backoff.ts'

/** The options of a queue: checked, with every default filled in. */
export interface QueueSettings<P> {
  readonly schema: StandardSchema<P> | undefined
  readonly maxAttempts: number
  readonly backoff: CheckedBackoff
  readonly keep: { readonly completed: number; readonly ended: number }
  readonly deadLetter: string | undefined
  readonly groups: Limits
}

export const mostAttempts = 1_000_000
const defaultAttempts = 10
const day = 86_400_000

/** Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const checkQueueOptions = <P>(
  options: QueueOptions<P> | undefined,
  name: string,
  action: string,
): QueueSettings<P> => {
  checkOptions(options, ['schema', 'maxAttempts', 'backoff', 'keep', 'deadLetter', 'groups'], action)
  const { schema, maxAttempts = defaultAttempts, backoff, keep, deadLetter, groups } = options ?? {}
  checkOptions(keep, ['completed', 'ended'], `${action} with keep`)
  if (deadLetter === name)
    throw new TypeError(`Cannot ${action}: its dead letters cannot go to the queue itself; name another`)
  return {
    schema: checkSchema(schema, action),
    maxAttempts: checkLimit(maxAttempts, `${action} with maxAttempts`, mostAttempts),
    backoff: checkBackoff(backoff ?? { kind: 'exponential' }, action),
    keep: {
      completed: checkAge(keep?.completed ?? day, `${action} with keep.completed`),
      ended: checkAge(keep?.ended ?? 30 * day, `${action} with keep.ended`),
    },
    deadLetter: deadLetter === undefined ? undefined : checkName(deadLetter, 'name of deadLetter', action),
    groups: groups === undefined ? noLimits : checkGroupLimits(groups, `${action} with groups`),
  }
}
