import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDataChunk,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBVector,
} from '@duckdb/node-api'
import type { Bound } from '@holdfast/core'
import { toInt64, toTimestamp } from './bind.ts'

/** As many rows as one vector of the engine holds. */
const rowsPerChunk = 2048

/** A value as the vector takes it, null, or undefined for one of another type. */
type ToItem = (value: Bound) => DuckDBValue | undefined

interface Filling {
  readonly type: DuckDBType
  readonly toItem: ToItem
}

const text: Filling = {
  type: VARCHAR,
  toItem: (value) => (typeof value === 'string' || value === null ? value : undefined),
}

/** By the type of the column. Text is cast by the appender, where a wrong one fails for one reason only. */
const fillings: ReadonlyMap<string, Filling> = new Map<string, Filling>([
  ['VARCHAR', text],
  ['JSON', text],
  ['UUID', text],
  ['DATE', text],
  ['DECIMAL', text],
  [
    'BIGINT',
    {
      type: BIGINT,
      toItem: (value) => {
        if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
        return typeof value === 'bigint' ? toInt64(value) : value === null ? null : undefined
      },
    },
  ],
  [
    'DOUBLE',
    { type: DOUBLE, toItem: (value) => (typeof value === 'number' || value === null ? value : undefined) },
  ],
  [
    'BOOLEAN',
    { type: BOOLEAN, toItem: (value) => (typeof value === 'boolean' || value === null ? value : undefined) },
  ],
  [
    'TIMESTAMP WITH TIME ZONE',
    {
      type: TIMESTAMPTZ,
      toItem: (value) => (value instanceof Date ? toTimestamp(value) : value === null ? null : undefined),
    },
  ],
  [
    'BLOB',
    {
      type: BLOB,
      toItem: (value) =>
        value instanceof Uint8Array ? new DuckDBBlobValue(value) : value === null ? null : undefined,
    },
  ],
])

/** What a column of the table takes: a value of each row, or always the same one. */
export type Source = { readonly position: number } | { readonly always: Bound }

interface Column {
  readonly source: Source
  readonly toItem: ToItem
  /** Rows without a value: the driver's own bookkeeping is slow once there is one, so they come last. */
  readonly nulls: number[]
}

/** Rows for the appender, column by column, which spares a call of the engine for each value. */
export class ColumnChunk {
  readonly #chunk: DuckDBDataChunk
  readonly #columns: readonly Column[]
  #vectors: readonly DuckDBVector[] = []
  #rows = 0

  /** Undefined where a column is of a type that is left to the engine, value by value. */
  static of(columns: readonly { readonly type: string; readonly source: Source }[]): ColumnChunk | undefined {
    const found = columns.map(({ type }) => fillings.get(type.replace(/\(.*/, '')))
    return found.every((filling) => filling !== undefined)
      ? new ColumnChunk(
          found.map(({ type }) => type),
          found.map(({ toItem }, index) => ({ source: columns[index]!.source, toItem, nulls: [] })),
        )
      : undefined
  }

  private constructor(types: readonly DuckDBType[], columns: readonly Column[]) {
    this.#chunk = DuckDBDataChunk.create(types)
    this.#columns = columns
  }

  /** Takes rows, and hands what is full to the appender. Less than all of them when a value is not of its column's type. Gives back how many. */
  add(rows: readonly (readonly Bound[])[], appender: DuckDBAppender): number {
    for (let from = 0; from < rows.length;) {
      const to = Math.min(rows.length, from + rowsPerChunk - this.#rows)
      if (!this.#take(rows, from, to)) return from
      this.#rows += to - from
      from = to
      if (this.#rows === rowsPerChunk) this.appendTo(appender)
    }
    return rows.length
  }

  /** Column by column, so that each loop meets values of one kind. */
  #take(rows: readonly (readonly Bound[])[], from: number, to: number): boolean {
    if (this.#rows === 0) this.#clear()
    const first = this.#rows - from
    for (const [index, { source, toItem, nulls }] of this.#columns.entries()) {
      const vector = this.#vectors[index]!
      for (let row = from; row < to; row++) {
        const item = toItem('always' in source ? source.always : (rows[row]![source.position] ?? null))
        if (item === undefined) return false
        if (item === null) nulls.push(first + row)
        else vector.setItem(first + row, item)
      }
    }
    return true
  }

  #clear(): void {
    this.#chunk.reset()
    this.#chunk.rowCount = rowsPerChunk
    this.#vectors = this.#columns.map((_, index) => this.#chunk.getColumnVector(index))
  }

  /** Hands over what there is. */
  appendTo(appender: DuckDBAppender): void {
    const count = this.#rows
    if (count === 0) return
    for (const [index, { nulls }] of this.#columns.entries()) {
      const vector = this.#vectors[index]!
      for (const row of nulls) if (row < count) vector.setItem(row, null)
      nulls.length = 0
      vector.flush()
    }
    this.#chunk.rowCount = count
    appender.appendDataChunk(this.#chunk)
    this.#rows = 0
  }
}
