import { HoldfastError } from '../errors.ts'
import type { DriverCell, RowPage } from '../database/statement.ts'
import { putCell, refuseDuplicateNames } from '../database/rows.ts'

/** How the cells of one column become a builder's values. */
export interface ColumnReading {
  readonly name: string
  /** The engine says that it is JSON, and the builder expects it parsed. */
  readonly isJson: boolean
  /** Whether a whole number beyond ±(2^53 − 1) may come as a `bigint`. */
  readonly bigints: boolean
  /** What becomes of an instant, where that is not a `Date`. */
  readonly instant?: ((instant: Date) => unknown) | undefined
}

/** A cell as other drivers give it: JSON parsed, binary as a `Buffer`. Nothing is rounded. */
export const readCell = (cell: DriverCell, column: ColumnReading): unknown => {
  if (typeof cell === 'string') return column.isJson ? parse(cell, column.name) : cell
  if (typeof cell === 'bigint') {
    if (column.bigints) return cell
    throw new HoldfastError(
      'out-of-range',
      `Cannot run a query: column "${column.name}" holds a whole number beyond ±(2^53 − 1); select it as text, or ask for bigints`,
    )
  }
  if (typeof cell !== 'object' || cell === null) return cell
  if (cell instanceof Date) return column.instant === undefined ? cell : column.instant(cell)
  if (cell instanceof Uint8Array) return Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength)
  return cell.map((item) => readCell(item, column))
}

const parse = (text: string, name: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's error quotes the text, so it is not even kept as a cause.
    throw new HoldfastError('invalid-value', `Cannot run a query: column "${name}" does not hold JSON`)
  }
}

/** Rows as objects by column name. Throws `invalid-value` when two columns have one name: one would hide the other. */
export const objectReader = (
  page: RowPage,
  bigints: boolean,
): ((row: RowPage['rows'][number]) => Record<string, unknown>) => {
  refuseDuplicateNames(page.columns, 'run a query')
  // Asking an engine for the types of its columns can cost more than a cell.
  const { json } = page
  const columns = page.columns.map((name, index): ColumnReading => ({
    name,
    isJson: json?.includes(index) === true,
    bigints,
  }))
  return (row) => {
    const object: Record<string, unknown> = {}
    for (const [index, column] of columns.entries())
      putCell(object, column.name, readCell(row[index]!, column))
    return object
  }
}
