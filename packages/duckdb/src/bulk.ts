import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError, type Bound } from '@holdfast/core'
import { findTarget, positionsOf, type TargetColumn } from './engine/append-target.ts'
import { appendValue } from './engine/append-value.ts'
import { ColumnChunk } from './engine/column-chunk.ts'

/** What of a connection a bulk insert needs. */
export interface Appending {
  readonly native: DuckDBConnection
  guard<T>(point: boolean, work: () => Promise<T>): Promise<T>
  /** Throws when the connection has been closed in the meantime. */
  checkOpen(): void
}

export interface Target {
  readonly catalog: string
  /** As the caller names it: `table` or `schema.table`, quoted or not. */
  readonly table: string
  readonly columns: readonly string[]
}

/** A flush runs in the event loop, so it is done in slices of this many rows. */
const rowsAFlush = 8192

type Rows = readonly (readonly Bound[])[]

/**
 * An appender takes half the memory and less time where the engine keeps the order of insertion, and looks nothing up. `startEngine` says why
 * it does not otherwise.
 */
const keepOrder = (isKept: boolean): string => `set session preserve_insertion_order = ${isKept}`

/**
 * Appends rows without SQL, inside the transaction that is open. It resolves with their number; when it fails, the connection keeps a
 * setting that nobody else should meet.
 */
export const appendAll = async (
  connection: Appending,
  { catalog, table, columns }: Target,
  chunks: AsyncIterable<Rows>,
): Promise<number> => {
  const target = await connection.guard(false, () => findTarget(connection.native, catalog, table))
  await connection.guard(false, () => connection.native.run(keepOrder(true)))
  const positions = positionsOf(target.columns, columns)
  const jsons = target.columns.flatMap(({ type }, index) =>
    type === 'JSON' && positions[index]! >= 0 ? [positions[index]!] : [],
  )
  const native = await connection.native.createAppender(target.name, target.schema, catalog)
  const appender = new RowAppender(native, target.columns, positions)
  let total = 0
  let unflushed = 0
  try {
    for await (const chunk of chunks) {
      connection.checkOpen()
      for (const position of jsons) for (const row of chunk) checkJson(row[position])
      appender.add(chunk)
      total += chunk.length
      unflushed += chunk.length
      if (unflushed >= rowsAFlush) {
        appender.flush()
        unflushed = 0
        await new Promise(setImmediate)
        connection.checkOpen()
      }
    }
    appender.flush()
  } catch (error) {
    // What was appended and not flushed would be written by the close, and close then reports the same failure again.
    native.clear()
    throw error
  } finally {
    native.closeSync()
  }
  await connection.guard(false, () => connection.native.run(keepOrder(false)))
  return total
}

/** By columns as long as their types allow it, then by rows. */
class RowAppender {
  readonly native: DuckDBAppender
  readonly #positions: readonly number[]
  #chunk: ColumnChunk | undefined

  constructor(native: DuckDBAppender, columns: readonly TargetColumn[], positions: readonly number[]) {
    this.native = native
    this.#positions = positions
    this.#chunk = chunkFor(columns, positions)
  }

  add(rows: Rows): void {
    const taken = this.#chunk?.add(rows, this.native) ?? 0
    if (taken === rows.length) return
    this.#chunk?.appendTo(this.native)
    this.#chunk = undefined
    for (let row = taken; row < rows.length; row++) this.#addOne(rows[row]!)
  }

  flush(): void {
    this.#chunk?.appendTo(this.native)
    this.native.flushSync()
  }

  #addOne(row: readonly Bound[]): void {
    for (const position of this.#positions) {
      if (position < 0) this.native.appendDefault()
      else appendValue(this.native, row[position] ?? null)
    }
    this.native.endRow()
  }
}

/** None where a default must be asked of the engine. */
const chunkFor = (
  columns: readonly TargetColumn[],
  positions: readonly number[],
): ColumnChunk | undefined => {
  const sources = columns.map(({ type, constant }, index) => {
    const position = positions[index]!
    if (position >= 0) return { type, source: { position } }
    return constant === undefined ? undefined : { type, source: { always: constant } }
  })
  return sources.every((source) => source !== undefined) ? ColumnChunk.of(sources) : undefined
}

/** An INSERT casts text to JSON and refuses what is none; the appender stores it as it is. */
const checkJson = (value: Bound | undefined): void => {
  if (typeof value !== 'string') return
  try {
    JSON.parse(value)
  } catch {
    throw new HoldfastError('invalid-value', 'Cannot insert into a JSON column: the text is not JSON')
  }
}
