import type { Bound, DriverCell } from '@holdfast/core'
import { Refusal } from './engine/refusal.ts'

/** What better-sqlite3 can bind without changing it. */
export type Native = null | string | number | bigint | Uint8Array

const leastInt64 = -(2n ** 63n)
const greatestInt64 = 2n ** 63n - 1n
const leastSafe = BigInt(Number.MIN_SAFE_INTEGER)
const greatestSafe = BigInt(Number.MAX_SAFE_INTEGER)

/** The values as they are bound. The same array when nothing has to be changed, which is the hot path. */
export function bindAll(values: readonly Bound[]): readonly Native[] {
  for (const value of values) if (typeof value !== 'string' && value !== null) return values.map(bindOne)
  return values as readonly Native[]
}

// The driver binds every number as REAL, so that 3/2 were 1.5 and a text column stored '3.0': an integer goes as bigint.
export function bindOne(value: Bound): Native {
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value instanceof Date) return BigInt(value.getTime())
  if (Array.isArray(value)) return JSON.stringify(value)
  // The driver would bind undefined as NULL in silence.
  if (typeof value !== 'bigint') throw new TypeError('SQLite has no parameter of this type.')
  if (value >= leastInt64 && value <= greatestInt64) return value
  throw new Refusal('out-of-range', 'an integer does not fit into 64 bits')
}

/** Makes the rows what `DriverCell` promises, in place: they are fresh arrays that nobody else holds. */
export function readRows(rows: unknown[][]): DriverCell[][] {
  for (const row of rows) readRow(row)
  return rows as DriverCell[][]
}

export function readRow(row: unknown[]): DriverCell[] {
  for (let i = 0; i < row.length; i++) {
    const cell = row[i]
    if (typeof cell === 'bigint') {
      if (cell >= leastSafe && cell <= greatestSafe) row[i] = Number(cell)
    } else if (typeof cell === 'object' && cell instanceof Uint8Array) {
      row[i] = new Uint8Array(cell.buffer, cell.byteOffset, cell.byteLength)
    }
  }
  return row as DriverCell[]
}
