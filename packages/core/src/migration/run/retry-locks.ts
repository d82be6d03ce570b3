import { hasCode } from '../../errors.ts'
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
      if (!isLocked(error) || count >= tries) throw error
    }
    await pause(Math.min(longestPause, 100 * 2 ** count) * (0.5 + random(1)[0]! / 512), limits)
  }
}

const codes = ['lock-timeout', 'deadlock', 'serialization'] as const

/** Whoever notes which step failed, or what a rehearsal found, has the engine's error as its cause. */
const isLocked = (error: unknown): boolean =>
  codes.some((code) => hasCode(error, code) || (error instanceof Error && hasCode(error.cause, code)))
