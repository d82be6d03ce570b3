import type { ColumnSchema } from '../contracts/table.ts'
import { HoldfastError } from '../errors.ts'
import { decimalOf } from './decimal.ts'

type Summed = Pick<ColumnSchema, 'kind' | 'property' | 'scale'>

/** A sum of decimals may have more digits than the column, but not more than any decimal column could. */
const mostUnits = 10n ** 38n - 1n

/**
 * What `sum` answers for an exact sum of an integer, bigint or decimal column (in units of the last digit): in the type of the column. Throws `out-of-range` beyond
 * ±(2^53 − 1), 64 bits, or 38 digits.
 */
export function sumInType(
  { kind, property, scale = 0 }: Summed,
  sum: bigint,
  action: string,
): number | bigint | string {
  const size = sum < 0n ? -sum : sum
  if (kind === 'integer' && size <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(sum)
  if (kind === 'bigint' && BigInt.asIntN(64, sum) === sum) return sum
  if (kind === 'decimal' && size <= mostUnits) return decimalOf(sum, scale)
  throw new HoldfastError(
    'out-of-range',
    `Cannot ${action}: the sum of "${property}" lies beyond what its type holds`,
    {
      columns: [property],
    },
  )
}

/** The double nearest to the average of `count` values that add up to `sum` (decimals in units of the last digit). */
export function averageOf({ scale = 0 }: Pick<Summed, 'scale'>, sum: bigint, count: number): number {
  const divisor = BigInt(count) * 10n ** BigInt(scale)
  const size = sum < 0n ? -sum : sum
  // More digits than a double has, and a last one that says whether something follows, so that the one rounding is right.
  const shift = Math.max(0, String(divisor).length - String(size).length + 25)
  const shifted = size * 10n ** BigInt(shift)
  const rest = shifted % divisor === 0n ? 0n : 1n
  const average = Number(`${(shifted / divisor) * 10n + rest}e-${shift + 1}`)
  return sum < 0n ? -average : average
}
