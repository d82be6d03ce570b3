import type { ColumnValue } from './column-value.ts'
import { checkLimit } from './duration.ts'
import { decodePageCursor, encodePageCursor, type PageSelection } from './page-cursor.ts'
import { checkRowLimit, checkSelection, type ListCall, mostRows } from './read-calls.ts'
import { readingOptions } from './read-options.ts'
import { recordCall } from './record-call.ts'
import type { TableUse } from './table-use.ts'

/** Which page of a selection. */
export interface PageDirection {
  readonly selection: PageSelection
  readonly direction: 'forward' | 'backward'
  /** The values of the order's columns: rows after it, or before it when `backward`. Without one from the beginning. */
  readonly position: readonly ColumnValue[] | undefined
}

export interface PageCall extends ListCall, PageDirection {}

export interface OffsetPageCall extends ListCall {
  readonly page: number
  /** Rows to leave out. */
  readonly offset: number
  readonly countsAll: boolean
}

interface Given {
  readonly limit?: unknown
  readonly after?: unknown
  readonly before?: unknown
  readonly page?: unknown
  readonly size?: unknown
  readonly total?: unknown
}

const lastPage = Math.floor(Number.MAX_SAFE_INTEGER / mostRows)
const shared = [...readingOptions, 'orderBy', 'where']

export function checkPage(use: TableUse, query: object | undefined): PageCall {
  const call = recordCall(use, 'read a page of', query, [...shared, 'limit', 'after', 'before'])
  const { limit, after, before }: Given = query ?? {}
  if (after !== undefined && before !== undefined) {
    throw new TypeError(`Cannot ${call.action}: after and before exclude each other`)
  }
  const list = checkSelection(use, query ?? {}, call.action)
  const selection: PageSelection = {
    schema: use.schema,
    tenant: use.tenant,
    where: list.where,
    order: list.order,
    visibility: list.reading.visibility,
    secret: use.secret,
  }
  const cursor = after ?? before
  return {
    ...call,
    ...list,
    limit: checkRowLimit(limit, call.action),
    selection,
    direction: before === undefined ? 'forward' : 'backward',
    position: cursor === undefined ? undefined : decodePageCursor(cursor, selection, call.action),
  }
}

/**
 * The cursors of a page from the order's values of its first and last row, in the order of the query. `isCut`: there are more rows in the direction of
 * the call. Behind a cursor there was a row, so a page that has a position has a neighbour there.
 */
export function pageCursors(
  { selection, direction, position }: PageDirection,
  ends: { readonly first: readonly ColumnValue[]; readonly last: readonly ColumnValue[] } | undefined,
  isCut: boolean,
): { readonly next?: string; readonly previous?: string } {
  if (ends === undefined) return {}
  const isForward = direction === 'forward'
  const hasNext = isForward ? isCut : true
  const hasPrevious = isForward ? position !== undefined : isCut
  return {
    ...(hasNext ? { next: encodePageCursor(ends.last, selection) } : {}),
    ...(hasPrevious ? { previous: encodePageCursor(ends.first, selection) } : {}),
  }
}

export function checkOffsetPage(use: TableUse, query: object | undefined): OffsetPageCall {
  const call = recordCall(use, 'read a page of', query, [...shared, 'page', 'size', 'total'])
  const { page: given, size, total = 'none' }: Given = query ?? {}
  if (total !== 'none' && total !== 'exact') {
    throw new TypeError(`Cannot ${call.action}: total must be "none" or "exact"`)
  }
  const limit = checkRowLimit(size, `${call.action} with size`)
  const page = given === undefined ? 1 : checkLimit(given, `${call.action} with page`, lastPage)
  return {
    ...call,
    ...checkSelection(use, query ?? {}, call.action),
    limit,
    page,
    offset: (page - 1) * limit,
    countsAll: total === 'exact',
  }
}
