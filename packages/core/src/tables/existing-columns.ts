import type { TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import type { DriverCell } from '../database/statement.ts'
import { hasTombstone, tombstone } from '../door/tombstone.ts'
import { HoldfastError } from '../errors.ts'

/** Checks that a table which exists has the columns of its definition. `found`: rows of a name and a type. Throws `schema`. */
export const requireExistingColumns = (
  schema: TableSchema,
  dialect: Dialect,
  found: readonly (readonly DriverCell[])[],
): void => {
  const types = new Map(found.map(([name, type]) => [String(name), String(type)]))
  const hidden = hasTombstone(schema) ? [{ name: tombstone, property: tombstone, kind: 'text' as const }] : []
  for (const column of [...schema.columns, ...hidden]) {
    const type = types.get(column.name)
    if (type === undefined) throw unfit(schema, column, 'is missing')
    const { ddl } = dialect.columnType(column)
    if (type.replaceAll(' ', '').toLowerCase() !== ddl.replaceAll(' ', '').toLowerCase()) {
      throw unfit(schema, column, `has the type ${type} instead of ${ddl}`)
    }
  }
}

const unfit = (
  { name }: TableSchema,
  column: { readonly name: string; readonly property: string },
  what: string,
): HoldfastError =>
  new HoldfastError(
    'schema',
    `Cannot make the table "${name}": it exists, and its column "${column.name}" ${what}; migrate the table, or define it as it is`,
    { table: name, columns: [column.property] },
  )
