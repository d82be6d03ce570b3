import type { Bound } from '@holdfast/core'
import { formatArray } from './arrays.ts'
import { formatTimestamp } from './timestamps.ts'

/** A parameter as the protocol carries it: text, or a buffer, which pg sends in the binary format. */
export type WireValue = string | Buffer | null

export const wireValue = (value: Bound): WireValue => {
  if (value === null || typeof value === 'string') return value
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return formatTimestamp(value)
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return formatArray(value)
}
