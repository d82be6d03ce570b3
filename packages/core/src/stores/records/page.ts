import type { OffsetPage, Page } from '../../contracts/page.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { pageCursors, type OffsetPageCall, type PageCall } from '../../door/page-calls.ts'
import { countRows } from './count.ts'
import { listRows } from './list.ts'
import { type RecordRow } from './read-rows.ts'
import { orderColumns } from './order-columns.ts'
import type { RecordsTable } from './records-table.ts'
import { inSnapshot } from './together.ts'
import { reversed } from './select.ts'

/** One page by keyset. One row more is read, which tells whether there is another page. */
export const readPage = async (table: RecordsTable, call: PageCall): Promise<Page<RecordRow>> => {
  const { reading, where, order, limit, direction, position } = call
  const isBackward = direction === 'backward'
  const { columns, positionOf, hide } = orderColumns(reading, order)
  const listing = {
    reading: { ...reading, columns },
    where,
    order: isBackward ? reversed(order) : order,
    limit: limit + 1,
  }
  const rows = await listRows(table, position === undefined ? listing : { ...listing, position }, call)
  const isCut = rows.length > limit
  if (isCut) rows.pop()
  if (isBackward) rows.reverse()
  const [first, last] = [rows[0], rows.at(-1)]
  const ends: { readonly first: readonly ColumnValue[]; readonly last: readonly ColumnValue[] } | undefined =
    first === undefined || last === undefined
      ? undefined
      : { first: positionOf(first), last: positionOf(last) }
  for (const row of rows) hide(row)
  return { items: rows, ...pageCursors(call, ends, isCut) }
}

/** One page by number, and the count from the same snapshot if it is asked for. */
export const readOffsetPage = (table: RecordsTable, call: OffsetPageCall): Promise<OffsetPage<RecordRow>> => {
  const { reading, where, order, page, limit, offset, countsAll } = call
  const read = async (inside: RecordsTable): Promise<OffsetPage<RecordRow>> => {
    const rows = await listRows(inside, { reading, where, order, limit: limit + 1, offset }, call)
    const hasMore = rows.length > limit
    if (hasMore) rows.pop()
    const shown = { items: rows, page, size: limit, hasMore }
    return countsAll ? { ...shown, total: await countRows(inside, where, reading.visibility, call) } : shown
  }
  return countsAll ? inSnapshot(table, read) : read(table)
}
