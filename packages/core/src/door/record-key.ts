import { types } from 'node:util'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { checkColumnValue, type ColumnValue } from './column-value.ts'
import { requireColumn } from './table.ts'

/** A value for each column of the primary key, in its order. */
export interface RecordKey {
  readonly columns: readonly ColumnSchema[]
  readonly values: readonly Exclude<ColumnValue, null>[]
}

/**
 * The key of one row: the value itself where the key is one column (besides the tenant, which `tenant` fills in), else an object with each of its columns.
 * Throws `TypeError`, and what a value of the column would.
 */
export function checkRecordKey(
  schema: TableSchema,
  key: unknown,
  tenant: string | undefined,
  action: string,
): RecordKey {
  const columns = schema.primaryKey.map((property) => requireColumn(schema, property, action))
  const own = columns.filter(({ property }) => property !== schema.tenant)
  const parts: Readonly<Record<string, unknown>> = isParts(key) ? key : { [own[0]!.property]: key }
  if (!isParts(key) && own.length > 1) throw incomplete(columns, action)
  const unknown = Object.keys(parts).find(
    (property) => !columns.some((column) => column.property === property),
  )
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot ${action}: ${JSON.stringify(unknown)} is not in the primary key of "${schema.name}"`,
    )
  }
  const values = columns.map((column) => {
    const given = Object.hasOwn(parts, column.property) ? parts[column.property] : undefined
    if (column.property === schema.tenant && tenant !== undefined) {
      if (given === undefined || given === tenant) return tenant
      throw new TypeError(`Cannot ${action}: the session is bound to another tenant`)
    }
    if (given === undefined || given === null) throw incomplete(columns, action)
    return checkColumnValue(column, given, action)!
  })
  return { columns, values }
}

const isParts = (key: unknown): key is Readonly<Record<string, unknown>> =>
  typeof key === 'object' && key !== null && !types.isDate(key) && !types.isUint8Array(key)

const incomplete = (columns: readonly ColumnSchema[], action: string): TypeError =>
  new TypeError(`Cannot ${action}: the key must name ${columns.map(({ property }) => property).join(', ')}`)
