import type { CheckedAggregation } from '../../door/aggregations.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { GroupCall } from '../../door/count-calls.ts'
import type { GroupOrderItem } from '../../door/group-order.ts'
import { aggregate } from './aggregate.ts'
import { bySize, compareValues } from '../../door/compare-values.ts'
import { rowsBy } from './rows-by.ts'
import { readValue, type RowValues, textOf, valueAt } from './row-values.ts'

/** What one group answers, before it is copied for the user. */
type Group = ReadonlyMap<GroupOrderItem['of'], ColumnValue>

export function groupRows(
  rows: readonly RowValues[],
  { by, select, order, limit, action }: GroupCall,
): readonly Record<string, unknown>[] {
  const groups = [...rowsBy(rows, (row) => textOf(row, by)).values()].map((members): Group => {
    const values: [GroupOrderItem['of'], ColumnValue][] = by.map((column) => [
      column,
      valueAt(members[0]!, column),
    ])
    return new Map([...values, ...select.map((one) => [one, aggregate(members, one, action)] as const)])
  })
  return groups
    .toSorted((a, b) => compareGroups(order, a, b))
    .slice(0, limit)
    .map((group) => readGroup(group, by, select))
}

const readGroup = (
  group: Group,
  by: GroupCall['by'],
  select: GroupCall['select'],
): Record<string, unknown> => {
  const read = readAggregates(select, (one) => group.get(one) ?? null)
  const names = by.map((column) => [column.property, readValue(column, group.get(column) ?? null)] as const)
  return { ...Object.fromEntries(names), ...read }
}

/** The numbers as users get them. */
export const readAggregates = (
  select: readonly CheckedAggregation[],
  valueOf: (one: CheckedAggregation) => ColumnValue,
): Record<string, unknown> =>
  Object.fromEntries(
    select.map((one) => [one.name, readValue(one.column ?? { kind: 'integer' }, valueOf(one))]),
  )

const compareGroups = (order: readonly GroupOrderItem[], a: Group, b: Group): number => {
  for (const { of, direction } of order) {
    const compared = compareItem(of, a.get(of) ?? null, b.get(of) ?? null)
    if (compared !== 0) return direction === 'asc' ? compared : -compared
  }
  return 0
}

/** Null comes first. */
const compareItem = (of: GroupOrderItem['of'], a: ColumnValue, b: ColumnValue): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  if (typeof a === 'number' && typeof b === 'number') return bySize(a, b)
  const column = 'property' in of ? of : of.column
  return column === undefined ? 0 : compareValues(column, a, b)
}
