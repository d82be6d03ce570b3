import type { ColumnValue } from '../../door/column-value.ts'
import type { OrderItem } from '../../door/order.ts'
import { compareValues } from '../../door/compare-values.ts'
import { type RowValues, valueAt } from './row-values.ts'

/** The values of a row that decide its place: what a cursor holds. */
export const placeOf = (row: RowValues, order: readonly OrderItem[]): readonly ColumnValue[] =>
  order.map(({ column }) => valueAt(row, column))

/** Which of two places comes first. */
export function comparePlaces(
  order: readonly OrderItem[],
  a: readonly ColumnValue[],
  b: readonly ColumnValue[],
): number {
  for (const [index, item] of order.entries()) {
    const compared = compareItem(item, a[index] ?? null, b[index] ?? null)
    if (compared !== 0) return compared
  }
  return 0
}

export const sortRows = (rows: readonly RowValues[], order: readonly OrderItem[]): readonly RowValues[] =>
  rows
    .map((row) => ({ row, place: placeOf(row, order) }))
    .toSorted((a, b) => comparePlaces(order, a.place, b.place))
    .map(({ row }) => row)

const compareItem = ({ column, direction, nulls }: OrderItem, a: ColumnValue, b: ColumnValue): number => {
  if (a === null || b === null) {
    if (a === b) return 0
    return (a === null) === (nulls === 'first') ? -1 : 1
  }
  const compared = compareValues(column, a, b)
  return direction === 'asc' ? compared : -compared
}
