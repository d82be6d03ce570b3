import type { Bound } from '@holdfast/core'

/** A constant whose type the place decides, as that of a parameter. Bytes and lists do not occur in DDL. */
export const literal = (value: Bound): string => {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (value instanceof Date) return `'${value.toISOString()}'::timestamptz`
  if (typeof value === 'object') throw new TypeError('Cannot write bytes or lists into DDL')
  // A fraction without an exponent is a decimal, which is not the double.
  return typeof value === 'number' && !Number.isSafeInteger(value) ? value.toExponential() : String(value)
}
