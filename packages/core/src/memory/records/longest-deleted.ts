import type { TableSchema } from '../../contracts/table.ts'
import { checkOrder } from '../../door/order.ts'
import type { PurgeCall } from '../../door/write-calls.ts'
import { sortRows } from './order.ts'
import { type RowValues, valueAt } from './row-values.ts'
import { keptColumn } from './visible.ts'

/** Of deleted rows those that a purge takes, the longest deleted first; of two that were deleted at once the smaller key. */
export function longestDeleted(
  schema: TableSchema,
  rows: readonly RowValues[],
  { deletedBefore, limit, action }: PurgeCall,
): readonly RowValues[] {
  const column = keptColumn(schema, schema.deletedAt)
  if (column === undefined) return []
  const old = rows.filter((row) => {
    const at = valueAt(row, column)
    return deletedBefore === undefined || (at instanceof Date && at < deletedBefore)
  })
  return sortRows(old, checkOrder(schema, [schema.deletedAt], action)).slice(0, limit)
}
