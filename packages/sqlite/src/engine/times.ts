import type { ColumnType, DriverCell } from '@holdfast/core'

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/
const isoDate = /^\d{4}-\d{2}-\d{2}$/

/** Epoch milliseconds in an integer. Text that the engine's own functions or another program wrote is read too. */
export const timestampType: ColumnType = {
  ddl: 'INTEGER',
  encode: (value) => value as Date,
  decode: (cell) => {
    if (typeof cell === 'string')
      return isoInstant.test(cell) ? valid(new Date(cell), cell.slice(0, 10)) : undefined
    return Number.isSafeInteger(cell) ? valid(new Date(cell as number)) : undefined
  },
}

/** `YYYY-MM-DD`, which sorts as text. */
export const dateType: ColumnType = {
  ddl: 'TEXT',
  encode: (value) => value as string,
  decode: (cell: DriverCell) => {
    if (typeof cell !== 'string' || !isoDate.test(cell)) return undefined
    return valid(new Date(`${cell}T00:00:00Z`), cell) && cell
  },
}

// `Date` takes the 30th of February for the 1st of March: then the day it tells is not the one that was written.
function valid(date: Date, day?: string): Date | undefined {
  if (Number.isNaN(date.getTime())) return undefined
  return day === undefined || date.toISOString().startsWith(day) ? date : undefined
}
