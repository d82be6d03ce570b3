import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { compareBytes } from '../../door/byte-order.ts'
import { longestTimer } from '../../door/duration.ts'
import { identityOf } from '../../door/portable-text.ts'
import { UpsertRows, type UpsertCall } from '../../door/upsert-call.ts'
import { capturing } from '../changes/capture.ts'
import { requireChecks } from './upsert-checks.ts'
import type { RecordsTable } from './records-table.ts'
import { together } from './together.ts'
import { beforeUpsert, looksAtReferences } from './references/before-upsert.ts'
import { timePlaces } from './rows-text.ts'
import { type serverTime, stampNow, stampRow, type Stamped } from './stamps.ts'
import { keyIsDeleted, meant, upsertStatement, type Upserting } from './upsert.ts'

type Rows = Iterable<unknown> | AsyncIterable<unknown>

/** Rows of one statement, when their parameters fit. */
const rowsPerStatement = 500

/** Rows that are as large as this together, in characters and bytes, go before there are so many. */
const largestRound = 8 * 1024 * 1024

/** Rows that go with one statement: they differ in their key and are changed alike. */
interface Round {
  readonly upserting: Upserting
  /** The columns that take the server's time. */
  readonly times: string
  /** By their key. */
  readonly rows: Map<string, readonly Stamped[]>
  size: number
}

/** Upserts all rows or none, in order, many in a statement. Resolves with their number. */
export const upsertRows = (table: RecordsTable, rows: Rows, call: UpsertCall): Promise<number> =>
  together(
    table,
    call.signal,
    async (inside) => {
      const rounds = new Rounds(inside, call)
      if (Symbol.asyncIterator in rows) {
        for await (const row of rows) {
          const full = rounds.add(row)
          if (full !== undefined) await send(inside, full, call)
        }
      } else {
        // Awaiting each row of an array would make promises, which cost more than the row.
        for (const row of rows) {
          const full = rounds.add(row)
          if (full !== undefined) await send(inside, full, call)
        }
      }
      const rest = rounds.take()
      if (rest !== undefined) await send(inside, rest, call)
      return rounds.count
    },
    longestTimer,
  )

/** Gathers rows that one statement can take. */
class Rounds {
  readonly #table: RecordsTable
  readonly #checker: UpsertRows
  readonly #on: readonly ColumnSchema[]
  readonly #places: readonly number[]
  readonly #most: number
  /** One time for all. */
  readonly #now: Date | typeof serverTime
  #round: Round | undefined
  count = 0

  constructor(table: RecordsTable, call: UpsertCall) {
    const { columns } = table.schema
    this.#table = table
    this.#checker = new UpsertRows(table.use, call)
    this.#on = call.on
    this.#now = stampNow(table)
    this.#places = call.on.map((column) => columns.indexOf(column))
    this.#most = mostRows(table)
  }

  /** The rows before this one, when it cannot go with them. */
  add(given: unknown): Round | undefined {
    this.count++
    const { row, take, changes } = this.#checker.check(given)
    const stamped = stampRow(this.#table, row, this.#now)
    const key = keyOf(this.#places, stamped)
    const times = timePlaces(stamped)
    const round = this.#round
    if (
      round !== undefined &&
      round.times === times &&
      round.upserting.changes === changes &&
      round.upserting.take === take &&
      round.rows.size < this.#most &&
      round.size < largestRound &&
      // A key occurs once in a statement: engines differ on what a second one means.
      !round.rows.has(key)
    ) {
      round.rows.set(key, stamped)
      round.size += sizeOf(stamped)
      return undefined
    }
    const upserting = { take, changes, on: this.#on }
    this.#round = { upserting, times, rows: new Map([[key, stamped]]), size: sizeOf(stamped) }
    return round
  }

  take(): Round | undefined {
    return this.#round
  }
}

const sizeOf = (row: readonly Stamped[]): number => {
  let size = 0
  for (const value of row) {
    if (typeof value === 'string') size += value.length
    else if (value instanceof Uint8Array) size += value.byteLength
  }
  return size
}

const mostRows = ({ dialect, parts, schema }: RecordsTable): number => {
  const { packedRows } = dialect.tables
  if (packedRows !== undefined) return packedRows.most
  const mostParameters = parts.limits.parameters - 100
  return Math.max(1, Math.min(rowsPerStatement, Math.floor(mostParameters / schema.columns.length)))
}

const send = async (table: RecordsTable, { upserting, rows: byKey }: Round, call: Call): Promise<void> => {
  const rows = ordered(table, byKey)
  requireChecks(table, rows, call)
  if (looksAtReferences(table, upserting))
    await beforeUpsert(table, upserting, rows as readonly (readonly ColumnValue[])[], call)
  const { affected } = await capturing(
    table,
    call,
    meant(table, rows, upserting.on),
    async () => table.executor.query(upsertStatement(table, rows, upserting), 'write', call),
    'upsert',
  )
  if (affected < rows.length) throw table.executor.fail(keyIsDeleted(table, call.action))
}

/** Where several write at once, two of them that lock the same rows in different orders deadlock. */
const ordered = (
  { dialect }: RecordsTable,
  byKey: ReadonlyMap<string, readonly Stamped[]>,
): readonly (readonly Stamped[])[] =>
  dialect.locks === 'none'
    ? [...byKey.values()]
    : [...byKey].sort(([a], [b]) => compareBytes(a, b)).map(([, row]) => row)

/** The commonest key is one text. Two rows that the server gives its time have the same one. */
const keyOf = (places: readonly number[], row: readonly Stamped[]): string => {
  const values = places.map((place) => row[place] as ColumnValue)
  const [only] = values
  return values.length === 1 && typeof only === 'string' ? only : identityOf(values)
}
