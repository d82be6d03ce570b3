import type { Call } from '../../../database/executor.ts'
import type { RecordRow } from '../read-rows.ts'
import type { RecordsTable } from '../records-table.ts'

export const hasKeptReferences = async (_: RecordsTable): Promise<boolean> => false
export const beforeRemove = async (_: RecordsTable, __: readonly RecordRow[], ___: Call): Promise<void> =>
  undefined
