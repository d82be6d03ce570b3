import type { BulkRow } from '../contracts/sql.ts'
import { checkBindable } from '../door/bindable.ts'
import { isPlain } from '../door/plain.ts'
import { checkName } from '../door/name.ts'
import type { Bound } from './statement.ts'

/** Rows handed to the driver at a time: so few that they are gone before the collector looks, so many that handing them over costs nothing. */
const rowsPerChunk = 256

export interface Chunk {
  readonly columns: readonly string[]
  readonly values: readonly (readonly Bound[])[]
}

/** Gathers the rows of one chunk; the first row of all names the columns. Arrays of a chunk are used again for the next. */
export class RowCollector {
  readonly #action: string
  #columns: readonly string[] = []
  readonly #values: Bound[][] = []
  #filled = 0
  #count = 0

  constructor(action: string) {
    this.#action = action
  }

  get isEmpty(): boolean {
    return this.#filled === 0
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
    const columns = this.#columns
    if (columns.length === 0) throw new TypeError(`Cannot ${action}: the first row has no columns`)
    if (this.#filled === this.#values.length) this.#values.push(columns.map(() => null))
    fill(this.#values[this.#filled]!, row, columns, this.#count, action)
    return ++this.#filled === rowsPerChunk
  }

  take(): Chunk {
    const filled = this.#filled
    this.#filled = 0
    return {
      columns: this.#columns,
      values: filled === this.#values.length ? this.#values : this.#values.slice(0, filled),
    }
  }
}

const fill = (
  values: Bound[],
  row: BulkRow,
  columns: readonly string[],
  count: number,
  action: string,
): void => {
  checkColumns(row, columns, count, action)
  for (let index = 0; index < columns.length; index++) {
    const name = columns[index]!
    const value = row[name]
    values[index] = isPlain(value)
      ? value
      : checkBindable(value, () => `${action}: row ${count}, column "${name}"`)
  }
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
