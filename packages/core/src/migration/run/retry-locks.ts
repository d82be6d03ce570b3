import { hasCode } from '../../errors.ts'
import { FailedStep } from './failed-step.ts'
import type { UnitLimits } from '../workshop.ts'
import { pause } from './stop-when-aborted.ts'

/** How often a unit is tried whose lock was not granted: a waiting change of a table stops every later reader, so it must not wait long. */
const tries = 10

/** The longest pause between two tries, in milliseconds. */
const longestPause = 5_000

/** Runs a transaction again whose lock on a table was not granted in time, or that lost a race, after a pause that grows. */
export const retryLocks = async <R>(
  limits: UnitLimits,
  random: (bytes: number) => Uint8Array,
  attempt: () => Promise<R>,
): Promise<R> => {
  for (let count = 1; ; count++) {
    try {
      return await attempt()
    } catch (error) {
      const cause = error instanceof FailedStep ? error.cause : error
      const isLocked = ['lock-timeout', 'deadlock', 'serialization'].some((code) =>
        hasCode(cause, code as 'deadlock'),
      )
      if (!isLocked || count >= tries) throw error
    }
    await pause(Math.min(longestPause, 100 * 2 ** count) * (0.5 + random(1)[0]! / 512), limits)
  }
}
