import { HoldfastError } from '../errors.ts'

const written = /^(-?)0*(\d+)(?:\.(\d+))?$/

/**
 * A decimal in the one form in which it is read back: no leading zeros, every digit of the scale, no negative zero. Digits that do not fit are refused and
 * never rounded.
 */
export function normaliseDecimal(
  text: string,
  { precision = 18, scale = 0 }: { readonly precision?: number; readonly scale?: number },
  place: () => string,
): string {
  const match = text.length > 100 ? null : written.exec(text)
  if (match === null) {
    throw new HoldfastError(
      'invalid-value',
      `Cannot ${place()} takes digits as "-12.50", without an exponent`,
    )
  }
  const [, sign, whole = '', fraction = ''] = match
  if (/[1-9]/.test(fraction.slice(scale))) {
    throw new HoldfastError(
      'invalid-value',
      `Cannot ${place()} takes at most ${scale} digits after the point`,
    )
  }
  const digits = whole === '0' ? 0 : whole.length
  if (digits > precision - scale) {
    throw new HoldfastError(
      'out-of-range',
      `Cannot ${place()} takes at most ${precision - scale} digits before the point`,
    )
  }
  const kept = fraction.slice(0, scale).padEnd(scale, '0')
  const isZero = !/[1-9]/.test(whole + kept)
  return (isZero ? '' : sign) + whole + (scale === 0 ? '' : `.${kept}`)
}

/** A decimal in that form as a whole number, in units of its last digit. */
export const unitsOf = (decimal: string): bigint => BigInt(decimal.replace('.', ''))

/** The decimal of so many units. */
export function decimalOf(units: bigint, scale: number): string {
  if (scale === 0) return String(units)
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
