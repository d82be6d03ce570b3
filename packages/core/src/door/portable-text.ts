import type { ColumnSchema } from '../contracts/table.ts'
import { checkColumnValue, type ColumnValue } from './column-value.ts'

/** A checked value as JSON that reads back as the same value: bigints as digits, dates as milliseconds, bytes as base64. */
export function encodeValue(value: ColumnValue): string | number | boolean | null {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.getTime()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}

/** Values as one text, equal for equal values of the same columns only. */
export const identityOf = (values: readonly ColumnValue[]): string => JSON.stringify(values.map(encodeValue))

/** The value of a column from its JSON. Throws for what the column could not hold: it may come from outside. */
export function decodeValue(column: ColumnSchema, encoded: unknown): ColumnValue {
  const action = `read a value of "${column.property}"`
  return checkColumnValue(column, encoded === null ? null : revive(column, encoded), action)
}

const revive = ({ kind }: ColumnSchema, encoded: unknown): unknown => {
  if (kind === 'bigint') return BigInt(encoded as string)
  if (kind === 'timestamp') return new Date(encoded as number)
  if (kind === 'bytes') return new Uint8Array(Buffer.from(encoded as string, 'base64'))
  return encoded
}
