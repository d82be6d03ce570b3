import type { OffsetPage, Page } from '../../contracts/page.ts'
import type { Call } from '../../database/executor.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { OrderItem } from '../../door/order.ts'
import { decodePageCursor, encodePageCursor, type PageSelection } from '../../door/page-cursor.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { Reading } from '../../door/read-options.ts'
import { countRows } from './aggregate.ts'
import { listRows, type RecordRow } from './list.ts'
import { inSnapshot, type RecordsTable } from './records-table.ts'
import { columnValueOf } from './stored-row.ts'
import { reversed } from './select.ts'

export interface PageRequest {
  readonly reading: Reading
  readonly where: Predicate
  readonly order: readonly OrderItem[]
  readonly limit: number
  readonly after: unknown
  readonly before: unknown
}

/** One page by keyset. One row more is read, which tells whether there is another page. */
export const readPage = async (
  table: RecordsTable,
  request: PageRequest,
  call: Call,
): Promise<Page<RecordRow>> => {
  const { reading, where, order, limit, after, before } = request
  const selection: PageSelection = {
    schema: table.schema,
    tenant: table.tenant,
    where,
    order,
    visibility: reading.visibility,
    secret: table.parts.cursorSecret,
  }
  const isBackward = before !== undefined
  const cursor = before ?? after
  const position = cursor === undefined ? undefined : decodePageCursor(cursor, selection, call.action)
  // The cursor is made of the order's columns, which may not have been asked for.
  const columns = [...new Set([...reading.columns, ...order.map(({ column }) => column)])]
  const listing = {
    reading: { ...reading, columns },
    where,
    order: isBackward ? reversed(order) : order,
    limit: limit + 1,
  }
  const rows = await listRows(table, position === undefined ? listing : { ...listing, position }, call)
  const hasMore = rows.length > limit
  if (hasMore) rows.pop()
  if (isBackward) rows.reverse()
  const cursorOf = (row: RecordRow): string =>
    encodePageCursor(
      order.map(({ column }): ColumnValue => columnValueOf(column, row[column.property])),
      selection,
    )
  const first = rows[0]
  const last = rows.at(-1)
  const hasNext = isBackward ? true : hasMore
  const hasPrevious = isBackward ? hasMore : cursor !== undefined
  const shown = new Set(reading.columns)
  const hidden = columns.filter((column) => !shown.has(column))
  const page: Page<RecordRow> = {
    items: rows,
    ...(hasNext && last !== undefined ? { next: cursorOf(last) } : {}),
    ...(hasPrevious && first !== undefined ? { previous: cursorOf(first) } : {}),
  }
  for (const row of rows) for (const { property } of hidden) delete row[property]
  return page
}

export interface OffsetRequest {
  readonly reading: Reading
  readonly where: Predicate
  readonly order: readonly OrderItem[]
  readonly page: number
  readonly size: number
  readonly total: 'none' | 'exact'
}

/** One page by number, and the count from the same snapshot if it is asked for. */
export const readOffsetPage = (
  table: RecordsTable,
  { reading, where, order, page, size, total }: OffsetRequest,
  call: Call,
): Promise<OffsetPage<RecordRow>> => {
  const read = async (inside: RecordsTable): Promise<OffsetPage<RecordRow>> => {
    const rows = await listRows(
      inside,
      { reading, where, order, limit: size + 1, offset: (page - 1) * size },
      call,
    )
    const hasMore = rows.length > size
    if (hasMore) rows.pop()
    const shown = { items: rows, page, size, hasMore }
    return total === 'none'
      ? shown
      : { ...shown, total: await countRows(inside, where, reading.visibility, call) }
  }
  return total === 'none' ? read(table) : inSnapshot(table, read)
}
