import type { DriverCell } from '../../database/statement.ts'

/** A key as JSON can hold it: a number too large for one is a text, and bytes are hexadecimal. */
export const sampleOf = (cells: readonly DriverCell[]): readonly unknown[] =>
  cells.map((cell: unknown) => {
    if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)
    if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex')
    return cell instanceof Date ? cell.toISOString() : cell
  })
