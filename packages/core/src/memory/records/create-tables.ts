import type { TableSchema } from '../../contracts/table.ts'
import { HoldfastError } from '../../errors.ts'
import type { State } from '../state.ts'
import { changeRows } from '../../door/change-rows.ts'
import { missingColumn } from './open-table.ts'
import { needsHistory } from './record-change.ts'
import { RecordTable } from './record-table.ts'

/** Makes those that are missing: all or none. */
export function createTables(state: State, schemas: readonly TableSchema[], action: string): void {
  const missing = schemas.filter(({ name }) => state.records.get(name) === undefined)
  for (const schema of schemas) refuseOther(state, schema, action)
  for (const { references } of missing) {
    for (const { target } of references) {
      const { name } = target().schema
      if (state.records.get(name) !== undefined || schemas.some((schema) => schema.name === name)) continue
      throw new HoldfastError(
        'no-table',
        `Cannot ${action}: "${name}", which another table refers to, is not there; make them together`,
        { table: name },
      )
    }
  }
  if (needsHistory(schemas) && state.records.get(changeRows.name) === undefined)
    state.records.replace(changeRows.name, new RecordTable(changeRows))
  for (const schema of missing) state.records.replace(schema.name, new RecordTable(schema))
}

const refuseOther = (state: State, schema: TableSchema, action: string): void => {
  const table = state.records.get(schema.name)
  const absent = table === undefined ? undefined : missingColumn(table, schema)
  if (absent === undefined) return
  throw new HoldfastError(
    'schema',
    `Cannot ${action}: the table "${schema.name}" exists, but lacks the column "${absent}"`,
    { table: schema.name, columns: [absent] },
  )
}
