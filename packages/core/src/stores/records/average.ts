/** The double nearest to sum ÷ count, the same on every engine. `sum` is exact: a bigint, digits with `scale` of them after the point, or a double. */
export const averageOf = (sum: unknown, count: number, scale = 0): number | null => {
  if (sum === null || count === 0) return null
  if (typeof sum === 'number') return sum / count
  const units = typeof sum === 'bigint' ? sum : BigInt((sum as string).replace('.', ''))
  const divisor = BigInt(count) * 10n ** BigInt(typeof sum === 'bigint' ? 0 : scale)
  return quotient(units, divisor)
}

/** Digits of the quotient beyond what a double holds; the rest decides a tie. */
const digits = 40

const quotient = (dividend: bigint, divisor: bigint): number => {
  const whole = dividend / divisor
  const rest = dividend % divisor
  if (rest === 0n) return Number(whole)
  const isNegative = dividend < 0n
  const magnitude = isNegative ? -rest : rest
  const scaled = magnitude * 10n ** BigInt(digits)
  const fraction = (scaled / divisor).toString().padStart(digits, '0')
  const sticky = scaled % divisor === 0n ? '' : '1'
  const absolute = isNegative ? -whole : whole
  return Number(`${isNegative ? '-' : ''}${absolute}.${fraction}${sticky}`)
}
