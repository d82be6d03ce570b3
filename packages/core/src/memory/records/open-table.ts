import type { TableSchema } from '../../contracts/table.ts'
import { HoldfastError } from '../../errors.ts'
import type { State } from '../state.ts'
import type { RecordTable } from './record-table.ts'

/** The table of a definition. Throws `no-table` when nobody made it, `no-column` when it was made from a definition without one of its columns. */
export function openTable(state: State, schema: TableSchema, action: string): RecordTable {
  const table = state.records.get(schema.name)
  if (table === undefined) {
    throw new HoldfastError(
      'no-table',
      `Cannot ${action}: there is no table "${schema.name}"; make it with db.createTables([…])`,
      { table: schema.name },
    )
  }
  if (table.schema === schema) return table
  const absent = missingColumn(table, schema)
  if (absent === undefined) return table
  throw new HoldfastError(
    'no-column',
    `Cannot ${action}: the table "${schema.name}" was made from another definition, without the column "${absent}"`,
    { table: schema.name, columns: [absent] },
  )
}

/** The property of the first column of the definition that the table lacks, or has otherwise. */
export const missingColumn = (table: RecordTable, schema: TableSchema): string | undefined =>
  schema.columns.find(
    ({ name, kind }) => !table.schema.columns.some((column) => column.name === name && column.kind === kind),
  )?.property
