import type { Visibility } from '../contracts/records.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import { checkAggregations, type CheckedAggregation } from './aggregations.ts'
import { checkLimit } from './duration.ts'
import { checkFilter } from './filter.ts'
import { checkGroupColumns, checkGroupOrder, type GroupOrderItem } from './group-order.ts'
import { always, type Predicate } from './predicate.ts'
import { mostRows } from './read-calls.ts'
import { checkVisibility } from './read-options.ts'
import { type RecordCall, recordCall } from './record-call.ts'
import type { TableUse } from './table-use.ts'

/** Of `exists` and `count`. */
export interface CountCall extends RecordCall {
  readonly where: Predicate
  readonly visibility: Visibility
}

export interface AggregateCall extends CountCall {
  readonly select: readonly CheckedAggregation[]
}

export interface GroupCall extends AggregateCall {
  readonly by: readonly ColumnSchema[]
  /** Total: what was asked for, then the columns of `by`. */
  readonly order: readonly GroupOrderItem[]
  readonly limit: number
}

interface Given {
  readonly where?: unknown
  readonly include?: unknown
  readonly select?: unknown
  readonly by?: unknown
  readonly orderBy?: unknown
  readonly limit?: unknown
}

const usualGroups = 1_000

export function checkExists(use: TableUse, where: unknown, options: object | undefined): CountCall {
  const call = recordCall(use, 'look into', options, ['include'])
  return { ...call, ...checkCounted(use, { ...options, where }, call.action) }
}

/** Without a filter it counts all. */
export function checkCount(use: TableUse, where: unknown, options: object | undefined): CountCall {
  const call = recordCall(use, 'count rows of', options, ['include'])
  const query = where === undefined ? options : { ...options, where }
  return { ...call, ...checkCounted(use, query ?? {}, call.action) }
}

export function checkAggregate(use: TableUse, query: object): AggregateCall {
  const call = recordCall(use, 'aggregate', query ?? null, ['where', 'include', 'select'])
  const { select }: Given = query
  return {
    ...call,
    ...checkCounted(use, query, call.action),
    select: checkAggregations(use.schema, select, call.action),
  }
}

export function checkGroup(use: TableUse, query: object): GroupCall {
  const known = ['where', 'include', 'select', 'by', 'orderBy', 'limit']
  const call = recordCall(use, 'group', query ?? null, known)
  const { select: given, by: names, orderBy, limit }: Given = query
  const by = checkGroupColumns(use.schema, names, call.action)
  const select = checkAggregations(use.schema, given, call.action)
  return {
    ...call,
    ...checkCounted(use, query, call.action),
    by,
    select,
    order: checkGroupOrder(by, select, orderBy, call.action),
    limit: limit === undefined ? usualGroups : checkLimit(limit, call.action, mostRows),
  }
}

function checkCounted(
  { schema }: TableUse,
  query: object,
  action: string,
): Pick<CountCall, 'where' | 'visibility'> {
  const { where, include }: Given = query
  return {
    where: 'where' in query ? checkFilter(schema, where, action) : always,
    visibility: checkVisibility(include, action),
  }
}
