import type { Call, Executor } from '../../database/executor.ts'
import { HoldfastError } from '../../errors.ts'
import { versionStamp } from '../version-stamp.ts'
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

/**
 * Adds in one statement. Where the entry did not take it, looks why: it may have changed since, or the sum of several callers
 * that shared a statement was too large while this one is not.
 */
export const increment = async (
  executor: Executor,
  operations: Operations,
  { key, by, ttl, version }: Step,
  call: Call,
): Promise<number> => {
  for (;;) {
    const sum = await executor.write(
      operations.increment(key, by, version ?? versionStamp(executor), ttl),
      call,
    )
    if (sum !== undefined) return sum
    const current = await executor.read(operations.get<unknown>(key), call)
    if (current === undefined) continue
    if (!Number.isSafeInteger(current)) {
      throw new HoldfastError(
        'invalid-value',
        `Cannot ${call.action}: the entry does not hold a whole number`,
      )
    }
    if (!Number.isSafeInteger((current as number) + by)) {
      throw new HoldfastError('out-of-range', `Cannot ${call.action}: the sum would lie beyond ±(2^53 − 1)`)
    }
  }
}
