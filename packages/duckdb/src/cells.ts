import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBArrayValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBDataChunk,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { DriverCell } from '@holdfast/core'

const leastSafe = BigInt(Number.MIN_SAFE_INTEGER)
const greatestSafe = BigInt(Number.MAX_SAFE_INTEGER)

/** Appends the rows of a chunk. */
export const appendRows = (chunk: DuckDBDataChunk, rows: DriverCell[][]): void => {
  const { rowCount, columnCount } = chunk
  const first = rows.length
  for (let row = 0; row < rowCount; row++) rows.push([])
  for (let column = 0; column < columnCount; column++) {
    const vector = chunk.getColumnVector(column)
    for (let row = 0; row < rowCount; row++) rows[first + row]!.push(toCell(vector.getItem(row)))
  }
}

const toCell = (value: DuckDBValue): DriverCell => {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return value >= leastSafe && value <= greatestSafe ? Number(value) : value
    case 'object':
      return value === null ? null : fromObject(value)
  }
}

const fromObject = (value: Exclude<DuckDBValue, null | string | number | boolean | bigint>): DriverCell => {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return toDate(value.micros, 1000n, value)
  if (value instanceof DuckDBTimestampMillisecondsValue) return toDate(value.millis, 1n, value)
  if (value instanceof DuckDBTimestampNanosecondsValue) return toDate(value.nanos, 1_000_000n, value)
  if (value instanceof DuckDBTimestampSecondsValue) return toDate(value.seconds * 1000n, 1n, value)
  // The engine hands out a view on memory that it will use again.
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes)
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toCell)
  if (value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue) return value.toString()
  return value.toString()
}

const farthest = 8_640_000_000_000_000n

/** Cut to milliseconds towards the past, as every engine does. What no `Date` can hold (`infinity` too) stays text. */
const toDate = (ticks: bigint, ticksAMillisecond: bigint, value: { toString(): string }): Date | string => {
  let millis = ticks / ticksAMillisecond
  if (ticks < 0n && millis * ticksAMillisecond !== ticks) millis -= 1n
  return millis > farthest || millis < -farthest ? value.toString() : new Date(Number(millis))
}
