import type { TableColumn } from '../contracts/column.ts'
import type { ColumnSchema, TableSchema } from '../contracts/table.ts'

/** Where a table and each of its columns keep the definition. Registered, so that two copies of core understand each other's tables. */
export const schemaOf: unique symbol = Symbol.for('holdfast.table.1') as never

/** The definition of a table. Throws `TypeError` for what `defineTable` did not make. */
export function requireTable(table: unknown, action: string): TableSchema {
  const schema = read(table)
  if (schema !== undefined && !isColumn(table)) return schema
  throw new TypeError(`Cannot ${action}: give a table made by defineTable`)
}

/** A column of a defined table, with the definition of its table. Throws `TypeError`. */
export function requireTableColumn(
  column: unknown,
  action: string,
): { readonly schema: TableSchema; readonly column: ColumnSchema } {
  const schema = read(column)
  if (schema === undefined || !isColumn(column)) {
    throw new TypeError(`Cannot ${action}: give a column of a table made by defineTable, as users.id`)
  }
  return { schema, column: requireColumn(schema, column.property, action) }
}

/** The column of this property. Throws `TypeError` for one that the table does not have. */
export function requireColumn(schema: TableSchema, property: unknown, action: string): ColumnSchema {
  const found = schema.columns.find((column) => column.property === property)
  if (found !== undefined) return found
  const known = schema.columns.map((column) => column.property).join(', ')
  throw new TypeError(
    `Cannot ${action}: the table "${schema.name}" has no column ${JSON.stringify(String(property))}; its columns are ${known}`,
  )
}

const read = (value: unknown): TableSchema | undefined =>
  typeof value === 'object' && value !== null
    ? (value as { readonly [schemaOf]?: TableSchema })[schemaOf]
    : undefined

const isColumn = (value: unknown): value is TableColumn =>
  typeof (value as { property?: unknown }).property === 'string' &&
  typeof (value as { table?: unknown }).table === 'string'
