import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { requireColumn } from '../door/table.ts'

/** Kinds whose values engines compare alike and look up by index. */
const keyKinds = new Set([
  'text',
  'enum',
  'integer',
  'bigint',
  'real',
  'decimal',
  'timestamp',
  'date',
  'uuid',
  'boolean',
  'bytes',
])

type Draft = Pick<TableSchema, 'name' | 'columns' | 'tenant'>

/** The properties of the primary key: the tenant first, for every key of a tenant's table begins with it. */
export const primaryKeyOf = (
  draft: Draft,
  named: readonly string[] | undefined,
  action: string,
): readonly string[] => {
  const marked = draft.columns
    .filter(({ isPrimaryKey }) => isPrimaryKey === true)
    .map(({ property }) => property)
  if (named !== undefined && marked.length > 0) {
    throw new TypeError(
      `Cannot ${action}: name the primary key in one place, on its columns or in the constraints`,
    )
  }
  const own = named ?? marked
  if (own.length === 0)
    throw new TypeError(`Cannot ${action}: it needs a primary key, as id: text().primaryKey()`)
  const key = requireColumns(draft, own, 'primary key', action, ({ isNullable }) => isNullable)
  const changing = draft.columns.find(
    ({ keeps, property }) => (keeps === 'version' || keeps === 'updated') && key.includes(property),
  )
  if (changing !== undefined)
    throw new TypeError(`Cannot ${action}: "${changing.property}" changes, so it cannot be in a primary key`)
  return withTenant(draft, key)
}

/** Checks the columns of a key or constraint: they exist, differ, and can be compared. */
export const requireColumns = (
  draft: Draft,
  properties: readonly string[],
  what: string,
  action: string,
  isWrong: (column: ColumnSchema) => boolean = () => false,
): readonly string[] => {
  if (!Array.isArray(properties) || properties.length === 0) {
    throw new TypeError(`Cannot ${action}: a ${what} must be an array of column names`)
  }
  for (const [index, property] of properties.entries()) {
    const column = requireColumn(draft as TableSchema, property, action)
    if (properties.indexOf(property) !== index)
      throw new TypeError(`Cannot ${action}: a ${what} names "${property}" twice`)
    if (!keyKinds.has(column.kind) || isWrong(column)) {
      throw new TypeError(
        `Cannot ${action}: "${property}" cannot be in a ${what}, being ${column.isNullable ? 'nullable' : `of the type ${column.kind}`}`,
      )
    }
  }
  return properties
}

export const withTenant = ({ tenant }: Draft, properties: readonly string[]): readonly string[] =>
  tenant === undefined ? properties : [tenant, ...properties.filter((property) => property !== tenant)]
