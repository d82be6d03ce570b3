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
  DuckDBVarCharVector,
  type DuckDBDataChunk,
  type DuckDBResult,
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
    const strings =
      vector instanceof DuckDBVarCharVector ? (vector as unknown as Strings).dataView : undefined
    for (let row = 0; row < rowCount; row++) {
      const cell = toCell(vector.getItem(row))
      rows[first + row]!.push(
        strings !== undefined && typeof cell === 'string' ? withMark(cell, strings, row) : cell,
      )
    }
  }
}

/** Each string takes 16 bytes: four of length, then its first four bytes, whether the rest is there or elsewhere. */
interface Strings {
  readonly dataView: DataView
}

/** The driver's decoder takes a leading U+FEFF for a byte order mark and drops it. */
const withMark = (cell: string, strings: DataView, row: number): string =>
  strings.getUint32(row * 16 + 4) >>> 8 === mark && strings.getUint32(row * 16, true) >= 3
    ? `\uFEFF${cell}`
    : cell

/** U+FEFF in UTF-8. */
const mark = 0xefbbbf

const toCell = (value: DuckDBValue): DriverCell => {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return value >= leastSafe && value <= greatestSafe ? Number(value) : value
    default:
      return value === null ? null : fromObject(value)
  }
}

const fromObject = (value: Exclude<DuckDBValue, null | string | number | boolean | bigint>): DriverCell => {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue)
    return toDate(value.micros, 1000n, value)
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

/** Positions of the columns that hold JSON: text under another name, which the engine forgets inside a list. */
export const jsonColumns = (result: DuckDBResult): readonly number[] =>
  result.columnTypes().flatMap((type, index) => (type.alias === 'JSON' ? [index] : []))
