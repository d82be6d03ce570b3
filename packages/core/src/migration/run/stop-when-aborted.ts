import { setTimeout as wait } from 'node:timers/promises'
import { givenUp } from '../../database/failure.ts'
import type { UnitLimits } from '../workshop.ts'

/** Throws `cancelled` (`timeout` for a signal that measures time) when the caller has given up, whatever reason the signal has. */
export const stopWhenAborted = ({ signal }: Pick<UnitLimits, 'signal'>): void => {
  if (signal?.aborted === true) throw givenUp(signal, 'migrate', 'not-applied')
}

/** Waits so many milliseconds, or until the caller gives up: then it throws as `stopWhenAborted`. */
export const pause = async (milliseconds: number, limits: Pick<UnitLimits, 'signal'>): Promise<void> => {
  const { signal } = limits
  await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    stopWhenAborted(limits)
    throw error
  })
}
