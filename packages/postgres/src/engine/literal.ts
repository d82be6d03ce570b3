import type { Bound } from '@holdfast/core'

/** A constant whose type the place decides, as that of a parameter. Bytes and lists do not occur in DDL. */
export const literal = (value: Bound): string => {
  if (value === null) return 'null'
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Date) return `'${value.toISOString()}'`
  if (typeof value === 'object') throw new TypeError('Cannot write bytes or lists into DDL')
  return typeof value === 'number' && !Number.isSafeInteger(value) ? `'${value}'::float8` : String(value)
}

// With E a backslash means the same whatever the server's settings say.
const quoted = (text: string): string =>
  text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`
