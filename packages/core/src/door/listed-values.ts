import { HoldfastError } from '../errors.ts'

/** The most values of one `in` or `notIn`: below what every engine takes as parameters of a statement. */
export const mostListed = 10_000

/** At a JSON path each value is a condition of its own, and engines bound the depth of those. */
export const mostListedAtPath = 500

/** Throws `too-large` for a longer list. */
export function checkListed(list: readonly unknown[], most: number, what: string): void {
  if (list.length <= most) return
  throw new HoldfastError(
    'too-large',
    `Cannot ${what}: a list of ${list.length} values is longer than the ${most} allowed; ask in parts`,
  )
}
