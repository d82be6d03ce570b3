import type { ColumnModel, SchemaModel, TableModel } from '../../src/contracts/schema-model.ts'

/** A database with these tables and what else is given. */
export const schema = (tables: readonly TableModel[], rest: Partial<SchemaModel> = {}): SchemaModel => ({
  tables,
  views: [],
  triggers: [],
  sequences: [],
  types: [],
  functions: [],
  ...rest,
})

export const table = (
  name: string,
  columns: readonly ColumnModel[],
  rest: Partial<TableModel> = {},
): TableModel => ({
  name,
  columns,
  primaryKey: ['id'],
  uniques: [],
  indexes: [],
  foreignKeys: [],
  checks: [],
  others: [],
  options: {},
  ...rest,
})

export const column = (name: string, type: string, rest: Partial<ColumnModel> = {}): ColumnModel => ({
  name,
  type,
  nullable: true,
  ...rest,
})

export const id = column('id', 'integer', { nullable: false })

/** A reference to `to.id`. */
export const reference = (name: string, to: string): TableModel['foreignKeys'][number] => ({
  columns: [name],
  table: to,
  referencedColumns: ['id'],
  onDelete: 'no action',
  onUpdate: 'no action',
  isValid: true,
})
