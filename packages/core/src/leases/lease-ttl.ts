import { longestTimer } from '../door/duration.ts'

export const defaultLeaseTtl = 30_000

/** How long a lease lasts: whole milliseconds from 1 to about 25 days. Throws `TypeError`, `RangeError`. */
export const checkLeaseTtl = (ttl: unknown, action: string): number => {
  if (typeof ttl !== 'number') throw new TypeError(`Cannot ${action}: the ttl must be a number`)
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > longestTimer)
    throw new RangeError(`Cannot ${action}: the ttl must be a whole number from 1 to ${longestTimer}`)
  return ttl
}
