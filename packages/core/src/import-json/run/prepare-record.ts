import { HoldfastError } from '../../errors.ts'
import type { AnyRow, JsonMapping, JsonSource } from '../mapping/mapping.ts'
import type { PreparedRow, TargetTable } from '../mapping/target-table.ts'
import type { ReadRecord, Refused } from '../reading/record.ts'

/** A record and the rows that it becomes. */
export interface Prepared {
  readonly record: ReadRecord
  readonly source: JsonSource
  /** A list for each table of the mapping. */
  readonly rows: readonly (readonly PreparedRow[])[]
}

export interface FileMapping {
  /** The name of the import. */
  readonly run: string
  readonly mapping: JsonMapping
  readonly targets: readonly TargetTable[]
  readonly path: string
  readonly matched: readonly string[]
}

/** Maps and checks a record without the engine. What refuses it, the mapping included, makes it a reject. */
export const prepareRecord = (record: ReadRecord, file: FileMapping): Prepared | Refused => {
  const { pointer, index, line, key } = record
  const source: JsonSource = {
    path: file.path,
    matched: file.matched,
    pointer,
    index,
    line,
    ...(key !== undefined && { key }),
  }
  let given: ReturnType<JsonMapping['rows']>
  try {
    given = file.mapping.rows(record.value, source)
  } catch (error) {
    return { ...refusedBy(error, record), isForeign: !(error instanceof HoldfastError) }
  }
  try {
    checkGiven(given, file.targets)
    const rows = file.targets.map((target) =>
      (given[target.name] ?? []).map((row, number) => target.prepare(row, number, source, file.run)),
    )
    return { record, source, rows }
  } catch (error) {
    return refusedBy(error, record)
  }
}

/** What is not read as rows would be lost without a word where nothing has to come back. */
const checkGiven = (given: unknown, targets: readonly TargetTable[]): void => {
  if (given instanceof Promise) throw new TypeError('"rows" must answer at once, without a promise')
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError('"rows" must give an object with a list of rows for each table')
  }
  for (const [name, rows] of Object.entries(given)) {
    if (!targets.some((target) => target.name === name)) {
      throw new TypeError(`"rows" gave rows for "${name}", which is not among the tables`)
    }
    if (rows !== undefined && !Array.isArray(rows)) {
      throw new TypeError(`"rows" gave no list of rows for "${name}"`)
    }
  }
}

/** The rows of each table, as `back` takes them. */
export const byName = (
  targets: readonly TargetTable[],
  rows: readonly (readonly AnyRow[])[],
): Readonly<Record<string, readonly AnyRow[]>> =>
  Object.fromEntries(targets.map(({ name }, index) => [name, rows[index] ?? []]))

export const refusedBy = (
  error: unknown,
  { index, pointer, line, offset, bytes, size }: ReadRecord,
): Refused => ({
  index,
  pointer,
  line,
  offset,
  bytes,
  size,
  code: error instanceof HoldfastError ? error.code : 'invalid-value',
  reason: error instanceof Error ? error.message : 'the mapping threw what is no error',
})
