import type { Call } from '../../database/executor.ts'
import type { Bound } from '../../database/statement.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { longestTimer } from '../../door/duration.ts'
import { type CheckedRow, NewRows } from '../../door/new-row.ts'
import { RowCodec } from '../../tables/row-codec.ts'
import { captureLoaded, capturedHere } from '../changes/capture.ts'
import type { RecordsTable } from './records-table.ts'
import { together } from './together.ts'
import { checkParents, parentsToCheck } from './references/parents.ts'
import { stampRow } from './stamps.ts'

type Rows = Iterable<unknown> | AsyncIterable<unknown>

/** Rows handed to the engine at a time: so few that they are gone before the collector looks, so many that handing them over costs nothing. */
const rowsPerChunk = 256

/** The parents of so many are looked up together. */
const rowsPerLookup = 1_000

/** Inserts all rows or none by the engine's bulk path, holding one chunk at a time. */
export const insertRows = (table: RecordsTable, rows: Rows, call: Call): Promise<number> =>
  together(
    table,
    call.signal,
    async (inside) => {
      const columns = inside.schema.columns.map(({ name }) => name)
      let loaded: readonly (readonly ColumnValue[])[] | undefined
      const isCaptured = capturedHere(inside) !== undefined
      // What is bound for a row takes the place of its values.
      const chunks = checkedChunks(inside, rows, call, (chunk) => {
        if (isCaptured) loaded = chunk.map((row) => [...row])
      })
      if (parentsToCheck(inside).length === 0 && capturedHere(inside) === undefined) {
        // The first chunk may ask the server for its time, which it cannot answer once a load has begun.
        const first = await chunks.next()
        if (first.done === true) return 0
        return inside.executor.bulk(inside.schema.name, columns, behind(first.value, chunks), call)
      }
      let count = 0
      // The parents of a chunk are looked up before it is sent: a bulk path takes no other statement in between.
      for await (const chunk of chunks) {
        count += await inside.executor.bulk(inside.schema.name, columns, once(chunk), call)
        if (loaded !== undefined) await captureLoaded(inside, loaded, call)
      }
      return count
    },
    longestTimer,
  )

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value
}

async function* behind<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

/** Rows are checked as they come, get one time for all, and a chunk of them has its parents. The rows of a chunk hold those of the next one later. */
async function* checkedChunks(
  table: RecordsTable,
  rows: Rows,
  call: Call,
  onChunk: (chunk: readonly (readonly ColumnValue[])[]) => void,
): AsyncGenerator<readonly (readonly Bound[])[]> {
  const { schema, dialect } = table
  const checker = new NewRows(schema, table.tenant)
  const references = parentsToCheck(table)
  const codec = new RowCodec(dialect, schema)
  const most = references.length > 0 ? rowsPerLookup : rowsPerChunk
  const chunk: CheckedRow[] = []
  let time: Date | undefined
  let count = 0
  let filled = 0
  const action = (): string => `${call.action}, row ${count}`
  const add = (row: unknown): boolean => {
    count++
    if (filled === chunk.length) chunk.push(checker.blank())
    checker.check(row, action, chunk[filled])
    return ++filled === most
  }
  const take = async (): Promise<readonly (readonly Bound[])[]> => {
    time ??= await timeOf(table, call)
    const full = (filled === chunk.length ? chunk : chunk.slice(0, filled)) as ColumnValue[][]
    filled = 0
    for (const row of full) stampRow(table, row, time)
    if (references.length > 0) await checkParents(table, references, full, call)
    onChunk(full)
    for (const row of full) codec.encode(row)
    return full
  }
  if (Symbol.asyncIterator in rows) {
    for await (const row of rows) if (add(row)) yield await take()
  } else {
    // Awaiting each row of an array would make promises, which cost more than the row.
    for (const row of rows) if (add(row)) yield await take()
  }
  if (filled > 0) yield await take()
}

/** A bulk path takes values and no expressions, so a server is asked for its time. */
const timeOf = async (table: RecordsTable, call: Call): Promise<Date> => {
  const { executor, dialect } = table
  const time = executor.time()
  if (time !== null) return new Date(time)
  const text = `select ${dialect.now(dialect.placeholder(1))}`
  const { rows } = await executor.query({ text, values: [null], cache: true, summary: 'TIME' }, 'read', call)
  return new Date(Number(rows[0]![0]))
}
