import type { Call } from '../../database/executor.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { RecordKey } from '../../door/record-key.ts'
import { HoldfastError } from '../../errors.ts'
import { countRows } from './aggregate.ts'
import type { RecordsTable } from './records-table.ts'

/** The condition that a row still has the version that was read. Throws `TypeError` for a table that has none. */
export const versionCondition = (
  table: RecordsTable,
  ifVersion: unknown,
  action: string,
): readonly Predicate[] => {
  if (ifVersion === undefined) return []
  const { version, name } = table.schema
  if (version === undefined)
    throw new TypeError(`Cannot ${action}: the table "${name}" has no version() column for ifVersion`)
  if (typeof ifVersion !== 'string')
    throw new TypeError(`Cannot ${action}: ifVersion must be the version of a row`)
  return [{ op: 'compare', column: table.column(version), test: 'eq', value: ifVersion }]
}

/** Tells a row that changed from one that is not there. Throws `conflict`. */
export const refuseOtherVersion = async (
  table: RecordsTable,
  key: RecordKey,
  condition: readonly Predicate[],
  call: Call,
): Promise<void> => {
  if (condition.length === 0 || (await countRows(table, table.keyed(key), 'active', call)) === 0) return
  throw new HoldfastError(
    'conflict',
    `Cannot ${call.action}: the row has changed since this version was read`,
    {
      table: table.schema.name,
    },
  )
}
