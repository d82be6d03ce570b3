import { HoldfastError } from '../errors.ts'

/** A count as a number. Throws `out-of-range` for one beyond 2^53 − 1. */
export const safeCount = (count: unknown, action: string): number => {
  const number = Number(count)
  if (Number.isSafeInteger(number)) return number
  throw new HoldfastError('out-of-range', `Cannot ${action}: a count lies beyond 2^53 − 1`)
}
