import type { ColumnValue } from '../../../door/column-value.ts'
import type { Change } from '../../../door/patch.ts'
import type { RecordsTable } from '../records-table.ts'

/** The new values of a change as a row, for `checkParents`: what is not changed is null, save for the tenant. */
export const patchedRow = (
  { schema }: RecordsTable,
  changes: readonly Change[],
  tenant: ColumnValue,
): readonly ColumnValue[] => {
  const changed = new Map(changes.map((change) => [change.column.property, change]))
  return schema.columns.map((column): ColumnValue => {
    const change = changed.get(column.property)
    if (change !== undefined) return 'value' in change ? change.value : null
    return column.property === schema.tenant ? tenant : null
  })
}
