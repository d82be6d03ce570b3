import type { Call } from '../../database/executor.ts'
import type { OrderItem } from '../../door/order.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { Reading } from '../../door/read-options.ts'
import { readRows, type RecordRow } from './list.ts'
import type { Position } from './keyset.ts'
import type { RecordsTable } from './records-table.ts'
import { columnValueOf } from './stored-row.ts'

/** Rows of a page: few at first, so that a short walk costs little. */
const firstPage = 100
const nextPage = 1_000

/** Every row that matches, page after page: each continues behind the last row, so no row comes twice and none that stays is left out. */
export async function* walkRows(
  table: RecordsTable,
  {
    reading,
    where,
    order,
  }: { readonly reading: Reading; readonly where: Predicate; readonly order: readonly OrderItem[] },
  call: Call,
): AsyncGenerator<RecordRow, void, undefined> {
  const columns = [...new Set([...reading.columns, ...order.map(({ column }) => column)])]
  const shown = new Set(reading.columns)
  const hidden = columns.filter((column) => !shown.has(column))
  let position: Position | undefined
  for (let limit = firstPage; ; limit = nextPage) {
    const listing = { reading, where, order, limit }
    const rows = await readRows(
      table,
      position === undefined ? listing : { ...listing, position },
      columns,
      call,
    )
    const last = rows.at(-1)
    if (last !== undefined) position = order.map(({ column }) => columnValueOf(column, last[column.property]))
    for (const row of rows) {
      for (const { property } of hidden) delete row[property]
      yield row
    }
    if (rows.length < limit) return
  }
}
