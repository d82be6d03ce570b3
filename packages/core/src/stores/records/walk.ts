import type { ListCall } from '../../door/read-calls.ts'
import type { Position } from './keyset.ts'
import { readRows, type RecordRow } from './read-rows.ts'
import { orderColumns } from './order-columns.ts'
import type { RecordsTable } from './records-table.ts'

/** Rows of a page: few at first, so that a short walk costs little. */
const firstPage = 100
const nextPage = 1_000

/** Every row that matches, page after page: each continues behind the last row, so no row comes twice and none that stays is left out. */
export async function* walkRows(
  table: RecordsTable,
  { reading, where, order, ...call }: ListCall,
): AsyncGenerator<RecordRow, void, undefined> {
  const { columns, positionOf, hide } = orderColumns(reading, order)
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
    if (last !== undefined) position = positionOf(last)
    for (const row of rows) {
      hide(row)
      yield row
    }
    if (rows.length < limit) return
  }
}
