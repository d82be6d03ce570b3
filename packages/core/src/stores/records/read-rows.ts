import type { Visibility } from '../../contracts/records.ts'
import type { ColumnSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { OrderItem } from '../../door/order.ts'
import type { Predicate } from '../../door/predicate.ts'
import type { Reading } from '../../door/read-options.ts'
import { HoldfastError } from '../../errors.ts'
import type { Position } from './keyset.ts'
import type { RecordsTable } from './records-table.ts'
import { rowReader, wholeRowReader, type ReadRow } from './row-reader.ts'
import { selectStatement } from './select.ts'

export type RecordRow = Record<string, unknown>

export interface Listing {
  readonly reading: Reading
  readonly where: Predicate
  readonly order: readonly OrderItem[]
  readonly position?: Position
  readonly limit: number
  readonly offset?: number
}

/** Rows with these columns, and nothing joined. */
export const readRows = async (
  table: RecordsTable,
  { reading, where, ...rest }: Listing,
  columns: readonly ColumnSchema[],
  call: Call,
): Promise<RecordRow[]> => {
  const { visibility, forUpdate } = reading
  // Where the transaction is the lock nothing would be sent that the engine could refuse.
  if (forUpdate && table.executor.isReadOnly) throw table.executor.fail(cannotLock(call.action))
  const statement = selectStatement(table, {
    ...rest,
    where: table.scoped(where, visibility),
    columns,
    forUpdate,
  })
  const { rows } = await table.executor.query(statement, 'read', call)
  return rows.map(readerOf(table, columns))
}

const readerOf = (table: RecordsTable, columns: readonly ColumnSchema[]): ReadRow =>
  columns === table.schema.columns ? wholeRowReader(table) : rowReader(table.dialect, columns)

const cannotLock = (action: string): HoldfastError =>
  new HoldfastError('read-only', `Cannot ${action} for update: the transaction may only read`)

/** Reads whole rows of this visibility. */
export const wholeReading = (table: RecordsTable, visibility: Visibility): Reading => ({
  columns: table.schema.columns,
  includes: [],
  visibility,
  forUpdate: false,
})
