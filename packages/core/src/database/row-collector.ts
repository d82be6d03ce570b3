import type { BulkRow } from '../contracts/sql.ts'
import { checkBindable } from '../door/bindable.ts'
import { isPlain } from '../door/plain.ts'
import { checkName } from '../door/name.ts'
import type { Bound } from './statement.ts'

/** Rows handed to the driver at a time. */
const rowsPerChunk = 1_000

export interface Chunk {
  readonly columns: readonly string[]
  readonly values: readonly (readonly Bound[])[]
}

/** Gathers the rows of one chunk; the first row of all names the columns. */
export class RowCollector {
  readonly #action: string
  #columns: readonly string[] = []
  #values: (readonly Bound[])[] = []
  #count = 0

  constructor(action: string) {
    this.#action = action
  }

  get isEmpty(): boolean {
    return this.#values.length === 0
  }

  /** Whether the chunk is full now. */
  add(row: BulkRow): boolean {
    const action = this.#action
    this.#count++
    if (typeof row !== 'object' || row === null) {
      throw new TypeError(`Cannot ${action}: row ${this.#count} is not an object`)
    }
    if (this.#count === 1)
      this.#columns = Object.keys(row).map((name) => checkName(name, 'column name', action))
    this.#values.push(valuesOf(row, this.#columns, this.#count, action))
    return this.#values.length >= rowsPerChunk
  }

  take(): Chunk {
    const chunk = { columns: this.#columns, values: this.#values }
    this.#values = []
    return chunk
  }
}

const valuesOf = (
  row: BulkRow,
  columns: readonly string[],
  count: number,
  action: string,
): readonly Bound[] => {
  if (columns.length === 0) throw new TypeError(`Cannot ${action}: the first row has no columns`)
  checkColumns(row, columns, count, action)
  // Mapped, and so of its length: an array that grows takes four times the memory, and collecting that was a fifth of a load.
  return columns.map((name) => {
    const value = row[name]
    return isPlain(value) ? value : checkBindable(value, () => `${action}: row ${count}, column "${name}"`)
  })
}

/** Rows are nearly always made alike, and then their keys are the columns, in order. */
const checkColumns = (row: BulkRow, columns: readonly string[], count: number, action: string): void => {
  const keys = Object.keys(row)
  let same = 0
  while (same < columns.length && keys[same] === columns[same]) same++
  if (same === columns.length && keys.length === same) return
  for (const name of columns) {
    if (Object.hasOwn(row, name)) continue
    throw new TypeError(`Cannot ${action}: row ${count} has no column "${name}", which the first row has`)
  }
  if (keys.length === columns.length) return
  const extra = keys.find((name) => !columns.includes(name))
  throw new TypeError(`Cannot ${action}: row ${count} has a column "${extra}", which the first row has not`)
}
