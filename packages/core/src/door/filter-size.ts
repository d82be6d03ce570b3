import { HoldfastError } from '../errors.ts'
import type { Predicate } from './predicate.ts'

/**
 * The most that one filter compares with. Beside what the rest of a statement binds, and with lists filled up to a few lengths, it stays below the
 * parameters that every engine takes.
 */
const most = 12_000

/** Throws `too-large` for a filter of more comparisons, each value of a list being one, and one at a JSON path three. */
export function checkFilterSize(predicate: Predicate, action: string): void {
  const size = sizeOf(predicate)
  if (size <= most) return
  throw new HoldfastError(
    'too-large',
    `Cannot ${action}: a filter of ${size} comparisons is larger than the ${most} allowed; ask in parts`,
  )
}

const sizeOf = (predicate: Predicate): number => {
  switch (predicate.op) {
    case 'and':
    case 'or': {
      let size = 0
      for (const part of predicate.of) size += sizeOf(part)
      return size
    }
    case 'not':
      return sizeOf(predicate.of)
    case 'in':
      return predicate.values.length
    case 'path':
    case 'path-exists':
      return 3
    case 'prefix':
      return 2
    case 'null':
    case 'compare':
      return 1
  }
}
