const minute = 60_000

/** The pause behind a failed attempt, from 1, in milliseconds: min(2^retry, 60) minutes, `retry` counted from 0. */
export const pauseBehindAttempt = (attempt: number): number =>
  Math.min(2 ** Math.min(attempt - 1, 6), 60) * minute

/** As many attempts as a queue can be told: at one an hour, more than a century. */
export const forEver = 1_000_000
