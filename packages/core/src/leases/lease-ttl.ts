import { checkWhole, longestTimer } from '../door/duration.ts'

export const defaultLeaseTtl = 30_000

/** How long a lease lasts: whole milliseconds from 1 to about 25 days. Throws `TypeError`, `RangeError`. */
export const checkLeaseTtl = (ttl: unknown, action: string): number =>
  checkWhole(ttl, 'ttl', 1, longestTimer, action)
