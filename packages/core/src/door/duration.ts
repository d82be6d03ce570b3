const hundredYears = 3_155_760_000_000
/** A timer with a longer delay fires at once; for what has no limit of its own. */
export const longestTimer = 2_147_483_647

/** A time to live: whole milliseconds from 1 to 100 years, or `null` for ever. Throws `TypeError`, `RangeError`. */
export const checkTtl = (value: unknown, action: string): number | null =>
  value === null ? null : checkWhole(value, 'ttl', 1, hundredYears, action)

/** How many at most: a whole number from 1 to `max`. Throws `TypeError`, `RangeError`. */
export const checkLimit = (value: unknown, action: string, max: number): number =>
  checkWhole(value, 'limit', 1, max, action)

/** The length of a wait: whole milliseconds from 0 to 2 147 483 647, about 25 days. Throws `TypeError`, `RangeError`. */
export const checkMilliseconds = (value: unknown, action: string): number =>
  checkWhole(value, 'number of milliseconds', 0, longestTimer, action)

/** A length of time that the database tells, and no timer here: whole milliseconds from 0 to 100 years. Throws `TypeError`, `RangeError`. */
export const checkAge = (value: unknown, action: string): number =>
  checkWhole(value, 'number of milliseconds', 0, hundredYears, action)

/** A whole number within these ends. `what` names it. Throws `TypeError`, `RangeError`. */
export function checkWhole(value: unknown, what: string, low: number, high: number, action: string): number {
  if (typeof value !== 'number') throw new TypeError(`Cannot ${action}: the ${what} must be a number`)
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`Cannot ${action}: the ${what} must be a whole number from ${low} to ${high}`)
  }
  return value
}
