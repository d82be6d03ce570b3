import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import type { CheckedAggregation } from './aggregations.ts'
import { requireColumn } from './table.ts'

/** One thing to order groups by: a column of `by`, or a number of `select`. Null comes before every value, so last when descending. */
export interface GroupOrderItem {
  readonly of: ColumnSchema | CheckedAggregation
  readonly direction: 'asc' | 'desc'
}

/** The columns by which rows are grouped: at least one, each once, none of JSON. */
export function checkGroupColumns(schema: TableSchema, by: unknown, action: string): readonly ColumnSchema[] {
  if (!Array.isArray(by) || by.length === 0) {
    throw new TypeError(`Cannot ${action}: by must be an array of at least one column`)
  }
  return Array.from(by, (property: unknown, index) => {
    const column = requireColumn(schema, property, action)
    if (column.kind === 'json') {
      throw new TypeError(`Cannot ${action}: rows cannot be grouped by "${column.property}", which is JSON`)
    }
    if (by.indexOf(property) !== index)
      throw new TypeError(`Cannot ${action}: by names "${column.property}" twice`)
    return column
  })
}

export function checkGroupOrder(
  by: readonly ColumnSchema[],
  select: readonly CheckedAggregation[],
  orderBy: unknown,
  action: string,
): readonly GroupOrderItem[] {
  const named = new Map<unknown, GroupOrderItem['of']>(by.map((column) => [column.property, column]))
  for (const aggregation of select) {
    if (named.has(aggregation.name))
      throw new TypeError(
        `Cannot ${action}: select cannot use the name "${aggregation.name}" of a column in by`,
      )
    named.set(aggregation.name, aggregation)
  }
  if (orderBy !== undefined && !Array.isArray(orderBy)) {
    throw new TypeError(`Cannot ${action}: orderBy must be an array, as [['total', 'desc']]`)
  }
  const items = Array.from<unknown, GroupOrderItem>(orderBy ?? [], (given) => {
    const [name, direction = 'asc', ...rest]: unknown[] = Array.isArray(given) ? given : [given]
    const of = named.get(name)
    if (of === undefined || (direction !== 'asc' && direction !== 'desc') || rest.length > 0) {
      throw new TypeError(
        `Cannot ${action}: orderBy takes a column of by or a name of select, and "asc" or "desc"`,
      )
    }
    return { of, direction }
  })
  if (new Set(items.map(({ of }) => of)).size < items.length)
    throw new TypeError(`Cannot ${action}: orderBy names something twice`)
  const left = by.filter((column) => !items.some(({ of }) => of === column))
  return [...items, ...left.map((of) => ({ of, direction: 'asc' as const }))]
}
