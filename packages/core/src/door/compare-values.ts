import type { ColumnSchema } from '../contracts/table.ts'
import { compareBytes } from './byte-order.ts'
import type { ColumnValue } from './column-value.ts'
import { unitsOf } from './decimal.ts'

type Present = Exclude<ColumnValue, null>

/** The order of two values of one column: below zero when `a` comes first. */
export function compareValues({ kind }: Pick<ColumnSchema, 'kind'>, a: Present, b: Present): number {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  // Both have all digits of the scale.
  if (kind === 'decimal') return bySize(unitsOf(a as string), unitsOf(b as string))
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b)
  return bySize(a as number | bigint | boolean, b as number | bigint | boolean)
}

export const bySize = <T extends number | bigint | boolean>(a: T, b: T): number =>
  a < b ? -1 : a > b ? 1 : 0
