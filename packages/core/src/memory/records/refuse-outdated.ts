import type { TableSchema } from '../../contracts/table.ts'
import type { VersionedCall } from '../../door/write-calls.ts'
import { HoldfastError } from '../../errors.ts'
import { type RowValues, valueAt } from './row-values.ts'
import { keptColumn } from './visible.ts'

/** Throws `conflict` when the row has another version than the caller knows. */
export function refuseOutdated(
  schema: TableSchema,
  row: RowValues,
  { ifVersion, action }: VersionedCall,
): void {
  const column = keptColumn(schema, schema.version)
  if (ifVersion === undefined || column === undefined || valueAt(row, column) === ifVersion) return
  throw new HoldfastError('conflict', `Cannot ${action}: it changed in the meantime; read it again`, {
    table: schema.name,
  })
}
