import { allOf } from '../../door/predicate.ts'
import type { PurgeCall } from '../../door/write-calls.ts'
import type { RecordsTable } from './records-table.ts'
import { ascending, removeSelected, rowsAtOnce } from './remove.ts'
import { together } from './together.ts'

/** Removes up to `limit` soft-deleted rows that match for good, the longest deleted first. */
export const purgeRows = (table: RecordsTable, call: PurgeCall): Promise<number> => {
  const { limit, deletedBefore } = call
  const deletedAt = table.column(table.schema.deletedAt!)
  const where =
    deletedBefore === undefined
      ? call.where
      : allOf([call.where, { op: 'compare', column: deletedAt, test: 'lt', value: deletedBefore }])
  const order = ascending([deletedAt, ...table.key])
  return together(table, call.signal, async (inside) => {
    let count = 0
    while (count < limit) {
      const wanted = Math.min(rowsAtOnce, limit - count)
      const selection = {
        columns: inside.key,
        where: inside.scoped(where, 'deleted'),
        order,
        limit: wanted,
        forUpdate: true,
      }
      const { found, removed } = await removeSelected(inside, selection, call)
      count += removed
      if (found < wanted) break
    }
    return count
  })
}
