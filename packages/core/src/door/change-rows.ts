import type { ColumnKind } from '../contracts/column.ts'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'

const column = (property: string, kind: ColumnKind, isNullable = false): ColumnSchema => ({
  property,
  name: property,
  kind,
  isNullable,
})

/** Where changes are kept: a row for each change of a record. In no tenant's table `ns` is empty; `at` is in epoch milliseconds. */
export const changeRows: TableSchema = Object.freeze({
  name: 'holdfast_changes',
  columns: [
    column('ns', 'text'),
    column('entity', 'text'),
    column('record', 'text'),
    column('version', 'integer'),
    column('operation', 'text'),
    column('at', 'integer'),
    column('tx', 'text'),
    column('actor', 'text', true),
    column('reason', 'text', true),
    column('request', 'text', true),
    column('fields', 'text'),
  ],
  primaryKey: ['ns', 'entity', 'record', 'version'],
  uniques: [],
  indexes: [],
  references: [],
  checks: [],
})

/** One of them. */
export interface ChangeRow {
  readonly ns: string
  readonly entity: string
  readonly record: string
  readonly version: number
  readonly operation: string
  readonly at: number
  readonly tx: string
  readonly actor: string | null
  readonly reason: string | null
  readonly request: string | null
  /** The JSON of `KeptFields`. */
  readonly fields: string
}
