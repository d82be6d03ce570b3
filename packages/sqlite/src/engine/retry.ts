import type { MaybePromise, Wait } from '@holdfast/core'
import { isBusy } from '../errors.ts'
import { Refusal } from './refusal.ts'

/** The longest wait for another process where the caller names none, in milliseconds. */
export const defaultWait = 10_000

/** The wait of a transaction whose first statement comes after the deadline of its acquire, in milliseconds. */
const lateWait = 1_000

/** For how long every turn of the loop tries again, before timers take over, in milliseconds. */
const eager = 5

/** Lets the rest of the program take its turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Answers at once when the lock is free, and with a promise when another process holds it. */
export function untilFree<T>(attempt: () => T, wait: Wait): MaybePromise<T> {
  try {
    return attempt()
  } catch (error) {
    if (!isBusy(error)) throw error
    return retryBusy(attempt, wait)
  }
}

/**
 * Tries until the lock of another process or connection is free. The engine's own waiting would freeze the event loop, so
 * its time-out is 0 and the waiting is done here; and any longer pause than this starves beside a process that never rests.
 * Throws the engine's own error when the time is over.
 */
export async function retryBusy<T>(attempt: () => T, wait: Wait): Promise<T> {
  const began = performance.now()
  const deadline = deadlineOf(wait, began)
  for (let turn = 0; ; turn++) {
    await (performance.now() - began < eager ? breathe() : sleep(1 + (turn % 2)))
    if (wait.signal?.aborted === true) throw givenUp(wait, 'the lock of another process')
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
    }
  }
}

// A transaction begins with its first statement, which may come long after the connection was got; then it waits a little.
function deadlineOf(wait: Wait, now: number): number {
  if (!Number.isFinite(wait.deadline)) return now + defaultWait
  return wait.deadline > now ? wait.deadline : now + lateWait
}

/** The error of a caller who gave up waiting: `timeout` when its signal is a time-out, else `cancelled`. */
export function givenUp({ signal }: Wait, what: string): Refusal {
  const reason: unknown = signal?.reason
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError'
  return new Refusal(timedOut ? 'timeout' : 'cancelled', `the wait for ${what} was given up`, reason)
}
