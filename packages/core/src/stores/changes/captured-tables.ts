import type { Call } from '../../database/executor.ts'
import type { Tracking } from '../../door/tracking.ts'
import type { RecordsTable } from '../records/records-table.ts'
import { trackedTables } from './tracked-tables.ts'

const nothing: ReadonlyMap<string, Tracking> = new Map()

/** The tables whose changes the library records, by what is kept of them: a process may know only the parent of rows that go with it. */
export const capturedTables = async (
  { executor, dialect }: RecordsTable,
  call: Call,
): Promise<ReadonlyMap<string, Tracking>> =>
  dialect.tables.tracking === undefined
    ? trackedTables({ execute: (one) => executor.query(one, 'read', call) }, dialect)
    : nothing
