import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError, type Bound } from '@holdfast/core'
import { toInt64, toTimestamp } from './engine/bind.ts'

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
  chunks: AsyncIterable<readonly (readonly Bound[])[]>,
): Promise<number> => {
  const target = await connection.guard(false, () => find(connection.native, catalog, table))
  await connection.guard(false, () => connection.native.run(keepOrder(true)))
  const positions = positionsOf(target.columns, columns)
  const jsons = target.columns.flatMap(({ isJson }, index) =>
    isJson && positions[index]! >= 0 ? [positions[index]!] : [],
  )
  const appender = await connection.native.createAppender(target.name, target.schema, catalog)
  let total = 0
  let unflushed = 0
  try {
    for await (const chunk of chunks) {
      connection.checkOpen()
      for (const row of chunk) {
        for (const position of jsons) checkJson(row[position])
        for (const position of positions) {
          if (position < 0) appender.appendDefault()
          else append(appender, row[position] ?? null)
        }
        appender.endRow()
      }
      total += chunk.length
      unflushed += chunk.length
      if (unflushed >= rowsAFlush) {
        appender.flushSync()
        unflushed = 0
        await new Promise(setImmediate)
        connection.checkOpen()
      }
    }
    appender.flushSync()
  } catch (error) {
    // What was appended and not flushed would be written by the close, and close then reports the same failure again.
    appender.clear()
    throw error
  } finally {
    appender.closeSync()
  }
  await connection.guard(false, () => connection.native.run(keepOrder(false)))
  return total
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

const append = (appender: DuckDBAppender, value: Bound): void => {
  switch (typeof value) {
    case 'string':
      return appender.appendVarchar(value)
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return appender.appendBigInt(BigInt(value))
      return appender.appendDouble(value)
    case 'bigint':
      return appender.appendBigInt(toInt64(value))
    case 'boolean':
      return appender.appendBoolean(value)
    default:
      if (value === null) return appender.appendNull()
      if (value instanceof Date) return appender.appendTimestampTZ(toTimestamp(value))
      if (value instanceof Uint8Array) return appender.appendBlob(value)
      throw new TypeError('A bulk insert takes no lists')
  }
}

interface Found {
  readonly schema: string
  readonly name: string
  readonly columns: readonly TableColumn[]
}

interface TableColumn {
  readonly name: string
  readonly isJson: boolean
}

/** The table by its name, or by `schema.name`; names differ by more than case, as everywhere in DuckDB. */
const find = async (connection: DuckDBConnection, catalog: string, table: string): Promise<Found> => {
  const text =
    'select schema_name, table_name, column_name, data_type from duckdb_columns() where lower(database_name) = lower($1) and ' +
    "((schema_name = 'main' and lower(table_name) = lower($2)) or lower(schema_name || '.' || table_name) = lower($2)) " +
    "order by schema_name = 'main' desc, schema_name, table_name, column_index"
  const rows = await (await connection.run(text, [catalog, table])).getRows()
  const [schema, name] = rows[0] ?? []
  if (typeof schema !== 'string' || typeof name !== 'string') {
    throw new HoldfastError('no-table', `Cannot insert: there is no table "${table}"`, { table })
  }
  const columns = rows
    .filter((row) => row[0] === schema && row[1] === name)
    .map((row) => ({ name: String(row[2]), isJson: row[3] === 'JSON' }))
  return { schema, name, columns }
}

/** For each column of the table, which value of a row it takes; −1 for its default. */
const positionsOf = (existing: readonly TableColumn[], given: readonly string[]): readonly number[] => {
  const names = existing.map(({ name }) => name.toLowerCase())
  for (const name of given) {
    if (names.includes(name.toLowerCase())) continue
    throw new HoldfastError('no-column', `Cannot insert: the table has no column "${name}"`, {
      columns: [name],
    })
  }
  const wanted = given.map((name) => name.toLowerCase())
  return names.map((name) => wanted.indexOf(name))
}
