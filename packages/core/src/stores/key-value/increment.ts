import type { Call, Executor } from '../../database/executor.ts'
import { HoldfastError } from '../../errors.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import type { Operations } from './operations.ts'

export const checkStep = (by: number | undefined, action: string): number => {
  if (by === undefined) return 1
  if (typeof by !== 'number') throw new TypeError(`Cannot ${action}: by must be a number`)
  if (!Number.isInteger(by)) throw new RangeError(`Cannot ${action}: by must be a whole number`)
  if (!Number.isSafeInteger(by))
    throw new HoldfastError('out-of-range', `Cannot ${action}: by lies beyond ±(2^53 − 1)`)
  return by + 0
}

export interface Step {
  readonly key: string
  readonly by: number
  readonly ttl: number | null
  /** Default: a new one. */
  readonly version?: string
}

const reasons = {
  'invalid-value': 'the entry does not hold a whole number',
  'out-of-range': 'the sum would lie beyond ±(2^53 − 1)',
} as const

/** Adds in one statement, which also says why it could not. */
export const increment = async (
  executor: Executor,
  operations: Operations,
  { key, by, ttl, version = versionStamp(executor) }: Step,
  call: Call,
): Promise<number> => {
  const result = await executor.write(operations.increment(key, by, version, ttl), call)
  if (result.ok) return result.sum
  throw incrementRefused(result.why, call.action)
}

/** Why a value cannot take an increment; undefined when it can. A missing one counts from 0. */
export const refusalOf = (current: unknown = 0, by: number): keyof typeof reasons | undefined => {
  if (!Number.isSafeInteger(current)) return 'invalid-value'
  return Number.isSafeInteger((current as number) + by) ? undefined : 'out-of-range'
}

export const incrementRefused = (why: keyof typeof reasons, action: string): HoldfastError =>
  new HoldfastError(why, `Cannot ${action}: ${reasons[why]}`)
