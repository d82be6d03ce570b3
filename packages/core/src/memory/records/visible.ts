import type { Visibility } from '../../contracts/records.ts'
import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import { requireColumn } from '../../door/table.ts'
import { type RowValues, valueAt } from './row-values.ts'

/** Tells the rows of the tenant, if one is named, that are active or deleted as asked for. */
export function visible(
  schema: TableSchema,
  tenant: string | undefined,
  visibility: Visibility,
): (row: RowValues) => boolean {
  const tenantColumn = tenant === undefined ? undefined : keptColumn(schema, schema.tenant)
  const deletedAt = keptColumn(schema, schema.deletedAt)
  return (row) => {
    if (tenantColumn !== undefined && valueAt(row, tenantColumn) !== tenant) return false
    if (visibility === 'all') return true
    const isDeleted = deletedAt !== undefined && valueAt(row, deletedAt) !== null
    return isDeleted === (visibility === 'deleted')
  }
}

/** The column that the library keeps for a purpose, if the table has it. */
export const keptColumn = (schema: TableSchema, property: string | undefined): ColumnSchema | undefined =>
  property === undefined ? undefined : requireColumn(schema, property, 'use a table')
