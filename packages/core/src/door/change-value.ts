import type { ColumnKind } from '../contracts/column.ts'
import type { ColumnValue } from './column-value.ts'
import { decodeJson } from './json.ts'

/**
 * How a value is kept in a recorded change: as JSON, with the kind of its column beside it. Whole numbers of 64 bits and decimals are texts of digits, an instant is its
 * epoch milliseconds, bytes are hexadecimal digits, and JSON is its own text, so that nothing is lost and a null is no missing value. Triggers
 * write the same, in the SQL of their engine.
 */
export type KeptValue = string | number | boolean | null

/** `kind`, and what the field was and became; nothing but the word where it is redacted. */
export type KeptChange = readonly [kind: string, old: KeptValue, now: KeptValue] | readonly ['redacted']

/** Of a checked value, JSON being its text. */
export const keepValue = (value: ColumnValue): KeptValue => {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.getTime()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return value
}

/** The value as users see it. What is of no kind that is known is given as it is kept. */
export const revealValue = (kind: string, kept: KeptValue): unknown => {
  if (kept === null) return null
  switch (kind as ColumnKind) {
    case 'bigint':
      return BigInt(kept)
    case 'timestamp':
      return typeof kept === 'number' ? new Date(kept) : kept
    case 'bytes':
      return new Uint8Array(Buffer.from(kept as string, 'hex'))
    case 'json':
      return decodeJson(kept as string)
    default:
      return kept
  }
}

/** The key of a record as one text. */
export const keepKey = (values: readonly ColumnValue[]): string => JSON.stringify(values.map(keepValue))
