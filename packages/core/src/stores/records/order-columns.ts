import type { ColumnSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import type { OrderItem } from '../../door/order.ts'
import type { Reading } from '../../door/read-options.ts'
import type { RecordRow } from './read-rows.ts'

/** What keyset pagination needs beside what was asked for: the columns of the order. */
interface OrderColumns {
  readonly columns: readonly ColumnSchema[]
  positionOf(row: RecordRow): readonly ColumnValue[]
  /** Takes away what was not asked for. */
  hide(row: RecordRow): void
}

export const orderColumns = (
  { columns }: Pick<Reading, 'columns'>,
  order: readonly OrderItem[],
): OrderColumns => {
  const hidden = order.map(({ column }) => column).filter((column) => !columns.includes(column))
  return {
    // The same array where nothing is added: readers of whole rows are kept by it.
    columns: hidden.length === 0 ? columns : [...columns, ...hidden],
    // No order is by JSON, so what was read is what is bound.
    positionOf: (row) => order.map(({ column }) => row[column.property] as ColumnValue),
    hide: (row) => {
      for (const { property } of hidden) delete row[property]
    },
  }
}
