import type { Call } from '../../database/executor.ts'
import { includeRows, neededColumns } from './include-rows.ts'
import { readRows, type Listing, type RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { inSnapshot } from './together.ts'

/** Rows, with joined ones where they are asked for; then all come from one snapshot. */
export const listRows = async (table: RecordsTable, listing: Listing, call: Call): Promise<RecordRow[]> => {
  const { reading } = listing
  if (reading.includes.length === 0) return readRows(table, listing, reading.columns, call)
  return inSnapshot(table, async (inside) => {
    const columns = neededColumns(inside.schema, reading)
    const rows = await readRows(inside, listing, columns, call)
    return includeRows(inside, rows, reading, call)
  })
}
