import { HoldfastError } from '@holdfast/core'
import type { ColumnType, DriverCell } from '@holdfast/core'

/** More digits do not fit into a 64-bit integer. */
const mostDigits = 18

const written = /^(-?)(\d+)(?:\.(\d+))?$/

/**
 * A decimal is an integer counted in units of its last digit: exact to store, compare, order and sum. The engine's own
 * decimal columns are doubles, and text compares '10' before '9'.
 */
export function decimalType(precision: number = mostDigits, scale: number = 0): ColumnType {
  if (precision > mostDigits) {
    throw new HoldfastError('unsupported', `SQLite holds decimals of at most ${mostDigits} digits.`)
  }
  const limit = 10n ** BigInt(precision)
  return {
    ddl: 'INTEGER',
    range: [1n - limit, limit - 1n],
    encode: (value) => toUnits(String(value), scale, limit),
    decode: (cell) => fromUnits(cell, scale, limit),
  }
}

function toUnits(text: string, scale: number, limit: bigint): bigint {
  const [, sign, whole, fraction = ''] = written.exec(text) ?? []
  if (whole === undefined) throw new HoldfastError('invalid-value', 'The text is not a decimal number.')
  const kept = fraction.slice(0, scale).padEnd(scale, '0')
  if (/[1-9]/.test(fraction.slice(scale))) {
    throw new HoldfastError('invalid-value', `The decimal has more than ${scale} digits after the point.`)
  }
  const units = BigInt(whole + kept)
  if (units >= limit)
    throw new HoldfastError('out-of-range', 'The decimal has too many digits for its column.')
  return sign === '-' ? -units : units
}

function fromUnits(cell: DriverCell, scale: number, limit: bigint): string | undefined {
  if (typeof cell !== 'bigint' && !Number.isSafeInteger(cell)) return undefined
  const units = BigInt(cell as number | bigint)
  const magnitude = units < 0n ? -units : units
  if (magnitude >= limit) return undefined
  const digits = String(magnitude).padStart(scale + 1, '0')
  const point = digits.length - scale
  const sign = units < 0n ? '-' : ''
  return sign + digits.slice(0, point) + (scale > 0 ? `.${digits.slice(point)}` : '')
}
