import type { Columns, FlagsOf } from '../contracts/column.ts'
import type { Sound, Table, TableConstraints, TableSchema } from '../contracts/table.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { schemaOf } from '../door/table.ts'
import { checksOf, indexesOf, uniquesOf } from './constraints.ts'
import { keptProperties } from './kept-properties.ts'
import { primaryKeyOf } from './primary-key.ts'
import { checkKnownTargets, referencesOf } from './references.ts'
import { columnSchemas } from './column-schemas.ts'
import { trackedColumns } from './tracked-columns.ts'

/** The columns whose definition makes them the key, unless the constraints name it. */
type KeyColumns<C> = { [P in keyof C]: 'key' extends FlagsOf<C[P]> ? P : never }[keyof C]

/**
 * Defines a table, once for every backend. The properties of `columns` are those of its rows; in the database each has its name in
 * snake_case, unless `.named()` says otherwise.
 *
 * ```ts
 * const users = defineTable('users', {
 *   id: text().primaryKey(),
 *   email: text().unique(),
 *   credits: integer().default(0),
 *   ...timestamps(),
 *   ...softDelete(),
 * }, { check: { solvent: { credits: { gte: 0 } } } })
 * ```
 *
 * Throws `TypeError` for a definition that no engine could keep, `too-large` for a name of more than 63 bytes. What one engine lacks is refused
 * when the table is used there, see `Capabilities`. A table that this one refers to may be defined later in the same module.
 */
export const defineTable = <
  const C extends Columns,
  const K extends keyof C & string = KeyColumns<C> & string,
>(
  name: string,
  columns: C & Sound<C>,
  constraints?: TableConstraints<C, K>,
): Table<C, K> => {
  const action = `define the table ${JSON.stringify(name)}`
  checkName(name, 'table name', action)
  checkOptions(constraints, ['primaryKey', 'unique', 'index', 'check', 'changes'], action)
  const given = (constraints ?? {}) as TableConstraints
  const list = columnSchemas(columns, action)
  const keeps = keptProperties(list, action)
  const draft = { name, columns: list, ...keeps }
  const primaryKey = primaryKeyOf(draft, given.primaryKey, action)
  const changes = trackedColumns({ ...draft, primaryKey }, given.changes, action)
  const schema: TableSchema = Object.freeze({
    ...draft,
    primaryKey,
    uniques: uniquesOf(draft, primaryKey, given.unique ?? [], action),
    indexes: indexesOf(draft, given.index ?? [], action),
    checks: checksOf(draft, given.check ?? {}, action),
    references: referencesOf(draft, () => schema, action),
    ...(changes === undefined ? {} : { changes }),
  })
  checkKnownTargets(schema.references)
  return withColumns(schema) as Table<C, K>
}

/** The table as users hold it: a property for each column, the definition behind a symbol that is left out when it is listed. */
const withColumns = (schema: TableSchema): object => {
  const table: Record<string, unknown> = {}
  for (const { property } of schema.columns) {
    const column = { table: schema.name, property }
    Object.defineProperty(column, schemaOf, { value: schema })
    table[property] = Object.freeze(column)
  }
  Object.defineProperty(table, schemaOf, { value: schema })
  return Object.freeze(table)
}
