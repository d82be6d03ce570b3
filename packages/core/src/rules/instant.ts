import type { Instant } from '../contracts/rules.ts'
import { checkInstant } from '../door/instant.ts'

/** The last date there is. As the end of a rule, or of believing it, it says that there is none; it is no instant of the interface. */
export const openEnd = 8_640_000_000_000_000
/** The first date there is. */
export const beginning: number = -openEnd

/** Milliseconds since 1970, given as such or as a date. Throws `TypeError`, `RangeError`. */
export const checkMoment = (value: Instant | undefined, what: string, action: string): number => {
  const given: unknown = value instanceof Date ? checkInstant(value, what, action) : value
  if (typeof given !== 'number')
    throw new TypeError(`Cannot ${action}: ${what} must be a Date, or milliseconds since 1970`)
  if (!Number.isInteger(given) || given < beginning || given >= openEnd)
    throw new RangeError(`Cannot ${action}: ${what} is no date`)
  return given
}

/** As `checkMoment`, where it may be left out. */
export const checkMomentIfGiven = (
  value: Instant | undefined,
  what: string,
  action: string,
): number | undefined => (value === undefined ? undefined : checkMoment(value, what, action))

/** Texts of instants sort as the instants do, those before 1970 too. */
export const sortable = (instant: number): string =>
  String(BigInt(instant) + BigInt(openEnd)).padStart(17, '0')
