import { checkFilter } from './filter.ts'
import { checkLimit } from './duration.ts'
import { checkOrder, type OrderItem } from './order.ts'
import { always, type Predicate } from './predicate.ts'
import { checkReading, type Reading, readingOptions } from './read-options.ts'
import { keyedCall, type KeyedCall, type RecordCall, recordCall } from './record-call.ts'
import type { TableUse } from './table-use.ts'

/** Rows of a list or page when the call does not say, and the most that it can say. */
const usualRows = 100
export const mostRows = 10_000

export interface GetCall extends KeyedCall {
  readonly reading: Reading
}

export interface ListCall extends RecordCall {
  readonly reading: Reading
  readonly where: Predicate
  /** Total. */
  readonly order: readonly OrderItem[]
  readonly limit: number
}

interface Given {
  readonly where?: unknown
  readonly orderBy?: unknown
  readonly limit?: unknown
}

const orderedOptions = [...readingOptions, 'orderBy']
const listOptions = [...orderedOptions, 'where', 'limit']

/** Of `get` and `getOrThrow`. */
export function checkGet(use: TableUse, key: unknown, options: object | undefined): GetCall {
  const call = keyedCall(use, 'get a row of', key, options, readingOptions)
  return { ...call, reading: checkReading(use, options ?? {}, call.action) }
}

/** Of `find`: the first row of a list. */
export function checkFind(use: TableUse, where: unknown, options: object | undefined): ListCall {
  const call = recordCall(use, 'find a row of', options, orderedOptions)
  return { ...call, ...checkSelection(use, { ...options, where }, call.action), limit: 1 }
}

export function checkList(use: TableUse, query: object | undefined): ListCall {
  const { limit }: Given = query ?? {}
  const call = recordCall(use, 'list', query, listOptions)
  return {
    ...call,
    ...checkSelection(use, query ?? {}, call.action),
    limit: checkRowLimit(limit, call.action),
  }
}

/** Of `walk`. Its pages have the most rows that fit the store, so `limit` is the largest. */
export function checkWalk(use: TableUse, query: object | undefined): ListCall {
  const call = recordCall(use, 'walk through', query, ['where', 'orderBy', 'select', 'include'])
  return { ...call, ...checkSelection(use, query ?? {}, call.action), limit: mostRows }
}

/** What lists and pages have in common. A filter that was left out matches all. */
export function checkSelection(
  use: TableUse,
  query: object,
  action: string,
): Pick<ListCall, 'reading' | 'where' | 'order'> {
  const { where, orderBy }: Given = query
  return {
    reading: checkReading(use, query, action),
    where: 'where' in query ? checkFilter(use.schema, where, action) : always,
    order: checkOrder(use.schema, orderBy, action),
  }
}

/** How many rows at most. */
export const checkRowLimit = (limit: unknown, action: string): number =>
  limit === undefined ? usualRows : checkLimit(limit, action, mostRows)
