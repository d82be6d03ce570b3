import { decodeJson } from '../door/json.ts'
import { HoldfastError } from '../errors.ts'
import type { Row } from './row.ts'

/** The amount of an increment: a whole number that is exact. */
export function checkAmount(by: unknown, action: string): number {
  if (typeof by !== 'number') throw new TypeError(`Cannot ${action}: the amount must be a number`)
  if (!Number.isInteger(by)) throw new RangeError(`Cannot ${action}: the amount must be a whole number`)
  if (!Number.isSafeInteger(by)) throw outOfRange(action, 'the amount')
  return by
}

/** The sum of a stored number, or of 0, and the amount. */
export function sumOf(row: Row | undefined, by: number, action: string): number {
  const current = row === undefined ? 0 : decodeJson(row.value)
  if (typeof current !== 'number' || !Number.isSafeInteger(current)) {
    throw new HoldfastError('invalid-value', `Cannot ${action}: the entry is not a whole number`)
  }
  const sum = current + by
  if (!Number.isSafeInteger(sum)) throw outOfRange(action, 'the sum')
  return sum
}

const outOfRange = (action: string, what: string): HoldfastError =>
  new HoldfastError('out-of-range', `Cannot ${action}: ${what} lies beyond ±(2^53 − 1)`)
