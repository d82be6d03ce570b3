import type { Call } from '../../database/executor.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { VersionedCall } from '../../door/write-calls.ts'
import { HoldfastError } from '../../errors.ts'
import { countRows } from './count.ts'
import type { RecordsTable } from './records-table.ts'

/** The row of a call's key, as long as it has the version that was read. */
export const versioned = (table: RecordsTable, { key, ifVersion }: VersionedCall): Predicate => {
  const keyed = table.keyed(key)
  if (ifVersion === undefined) return keyed
  const column = table.column(table.schema.version!)
  return { op: 'and', of: [keyed, { op: 'compare', column, test: 'eq', value: ifVersion }] }
}

/** Tells a row that changed from one that is not there. Throws `conflict`. */
export const refuseOtherVersion = async (table: RecordsTable, call: VersionedCall & Call): Promise<void> => {
  if (call.ifVersion === undefined || (await countRows(table, table.keyed(call.key), 'active', call)) === 0)
    return
  throw new HoldfastError(
    'conflict',
    `Cannot ${call.action}: the row has changed since this version was read`,
    {
      table: table.schema.name,
    },
  )
}
