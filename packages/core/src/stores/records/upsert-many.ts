import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { compareBytes } from '../../door/byte-order.ts'
import { UpsertRows, type UpsertCall } from '../../door/upsert-call.ts'
import { together, type RecordsTable } from './records-table.ts'
import { beforeUpsert, looksAtReferences } from './references/before-upsert.ts'
import { stampNow, stampRow, type Stamped } from './stamps.ts'
import { keyIsDeleted, upsertStatement, type Upserting } from './upsert.ts'

type Rows = Iterable<unknown> | AsyncIterable<unknown>

/** Rows of one statement, when their parameters fit. */
const rowsPerStatement = 500

const noTimeout = 2 ** 31 - 1

/** Rows that go with one statement: they differ in their key and are changed alike. */
interface Round {
  readonly upserting: Upserting
  readonly rows: (readonly Stamped[])[]
  readonly keys: Set<string>
}

/** Upserts all rows or none, in order, many in a statement. Resolves with their number. */
export const upsertRows = (table: RecordsTable, rows: Rows, call: UpsertCall): Promise<number> =>
  together(
    table,
    call.signal,
    async (inside) => {
      const { schema, parts } = inside
      const checker = new UpsertRows(inside.use, call)
      const atOnce = Math.max(
        1,
        Math.min(rowsPerStatement, Math.floor((parts.limits.parameters - 100) / schema.columns.length)),
      )
      const now = stampNow(inside)
      let count = 0
      let round: Round | undefined
      for await (const row of rows) {
        count++
        const { row: checked, take, changes } = checker.check(row)
        const upserting = { take, changes, on: call.on }
        const stamped = stampRow(inside, checked, now)
        const key = keyOf(inside, upserting.on, stamped)
        // A key occurs once in a statement: engines differ on what a second one means.
        if (
          round !== undefined &&
          (!isAlike(round.upserting, upserting) || round.keys.has(key) || round.rows.length === atOnce)
        ) {
          await send(inside, round, call)
          round = undefined
        }
        round ??= { upserting, rows: [], keys: new Set() }
        round.rows.push(stamped)
        round.keys.add(key)
      }
      if (round !== undefined) await send(inside, round, call)
      return count
    },
    noTimeout,
  )

const send = async (table: RecordsTable, { upserting, rows }: Round, call: Call): Promise<void> => {
  if (looksAtReferences(table, upserting))
    await beforeUpsert(table, upserting, rows as readonly (readonly ColumnValue[])[], call)
  // Two callers that lock the same rows in different orders deadlock.
  const sorted = rows.toSorted((a, b) =>
    compareBytes(keyOf(table, upserting.on, a), keyOf(table, upserting.on, b)),
  )
  const statement = upsertStatement(table, sorted, upserting, table.key)
  const { rows: written } = await table.executor.query(statement, 'write', call)
  if (written.length < rows.length) throw keyIsDeleted(table, call.action)
}

const keyOf = (table: RecordsTable, on: readonly ColumnSchema[], row: readonly Stamped[]): string =>
  JSON.stringify(on.map((column) => String(row[table.schema.columns.indexOf(column)])))

const isAlike = (a: Upserting, b: Upserting): boolean => a.changes === b.changes && named(a) === named(b)

const named = ({ take }: Upserting): string => take.map(({ name }) => name).join()
