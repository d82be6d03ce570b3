import type { Columns } from '../contracts/column.ts'
import type { ColumnSchema } from '../contracts/table.ts'
import { checkColumnValue } from '../door/column-value.ts'
import { checkName } from '../door/name.ts'
import { tombstone } from '../door/tombstone.ts'

/** Words of filters, and what cannot be an ordinary property. */
const reserved = new Set(['and', 'or', 'not', '__proto__'])

/** `createdAt` → `created_at`, `userID` → `user_id`. */
export const snakeCase = (property: string): string =>
  property
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** The columns of a definition as data, each checked alone. */
export const columnSchemas = (columns: Columns, action: string): readonly ColumnSchema[] => {
  if (typeof columns !== 'object' || columns === null)
    throw new TypeError(`Cannot ${action}: give its columns`)
  const names = new Map<string, string>([[tombstone, 'what the library keeps']])
  const list = Object.entries(columns).map(([property, column]) => {
    checkName(property, 'name of a column', action)
    if (typeof column?.kind !== 'string') {
      throw new TypeError(`Cannot ${action}: "${property}" is no column; make it by text(), integer() …`)
    }
    if (reserved.has(property))
      throw new TypeError(`Cannot ${action}: a column cannot be called "${property}"`)
    const schema = columnSchema(property, column, action)
    // Engines differ on whether names that differ in case alone are the same.
    const folded = schema.name.toLowerCase()
    const other = names.get(folded)
    if (other !== undefined) {
      throw new TypeError(`Cannot ${action}: the name "${schema.name}" of "${property}" is taken by ${other}`)
    }
    names.set(folded, `"${property}"`)
    return schema
  })
  if (list.length === 0) throw new TypeError(`Cannot ${action}: it has no columns`)
  return list
}

const columnSchema = (property: string, column: Columns[string], action: string): ColumnSchema => {
  const { kind, isNullable, precision, scale, values, collation, isPrimaryKey, isUnique, keeps, reference } =
    column
  if (collation !== undefined && collation !== ('database' as string)) {
    throw new TypeError(`Cannot ${action}: the collation of "${property}" can only be "database"`)
  }
  const schema: ColumnSchema = {
    property,
    name: column.name ?? checkName(snakeCase(property), 'name of a column', action),
    kind,
    isNullable,
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
    ...(values === undefined ? {} : { values }),
    ...(collation === undefined ? {} : { collation }),
    ...(isPrimaryKey === undefined ? {} : { isPrimaryKey }),
    ...(isUnique === undefined ? {} : { isUnique }),
    ...(keeps === undefined ? {} : { keeps }),
    ...(reference === undefined ? {} : { reference }),
  }
  return column.fallback === undefined
    ? schema
    : { ...schema, fallback: checkDefault(schema, column.fallback, action) }
}

const checkDefault = (
  schema: ColumnSchema,
  fallback: NonNullable<ColumnSchema['fallback']>,
  action: string,
): NonNullable<ColumnSchema['fallback']> => {
  const what = `${action}: the default of "${schema.property}"`
  if ('value' in fallback) {
    // JSON is kept as its text, so that nobody can change it later.
    return Object.freeze({ value: checkColumnValue(schema, fallback.value, what) })
  }
  const fits = { now: ['timestamp'], uuid: ['uuid', 'text'] }[fallback.expression]
  if (fits.includes(schema.kind)) return fallback
  throw new TypeError(
    `Cannot ${what} is ${fallback.expression}, which does not fit a column of the type ${schema.kind}`,
  )
}
