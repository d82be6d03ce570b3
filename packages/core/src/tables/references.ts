import type { ColumnSchema, ReferenceSchema, TableSchema } from '../contracts/table.ts'
import { requireTableColumn } from '../door/table.ts'
import { constraintName } from './constraint-name.ts'
import { withTenant } from './primary-key.ts'

type Draft = Pick<TableSchema, 'name' | 'columns' | 'tenant'>
type Target = ReturnType<ReferenceSchema['target']>

/** What columns refer to. A table that is defined already is checked now, another one when the table is first used. */
export const referencesOf = (
  draft: Draft,
  self: () => TableSchema,
  action: string,
): readonly ReferenceSchema[] =>
  draft.columns.flatMap((column): ReferenceSchema[] => {
    const { reference, property, isNullable } = column
    if (reference === undefined) return []
    const { onDelete } = reference
    if (!['restrict', 'cascade', 'set-null'].includes(onDelete)) {
      throw new TypeError(
        `Cannot ${action}: onDelete of "${property}" must be "restrict", "cascade" or "set-null"`,
      )
    }
    if (onDelete === 'set-null' && !isNullable) {
      throw new TypeError(`Cannot ${action}: onDelete "set-null" needs "${property}" to be nullable`)
    }
    let known: Target | undefined
    const target = (): Target => (known ??= resolve(draft, column, reference.column(), self, action))
    resolveEarly(target)
    // Whether both have a tenant is known with the target only; a column of its own is the part that is named.
    return [
      {
        name: constraintName(draft, 'reference', [property]),
        property,
        get columns() {
          return target().columns.length > 1 ? withTenant(draft, [property]) : [property]
        },
        target,
        onDelete,
      },
    ]
  })

/** A table further down in the module does not exist yet (its binding throws `ReferenceError`): then the first use checks it. */
const resolveEarly = (target: () => Target): void => {
  try {
    target()
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
  }
}

const resolve = (
  draft: Draft,
  column: ColumnSchema,
  given: unknown,
  self: () => TableSchema,
  action: string,
): Target => {
  const what = `${action}: the reference of "${column.property}"`
  const { schema, column: to } = requireTableColumn(given, what)
  // Asked for only where it is meant: it does not exist yet while the table is defined.
  const definition = schema.name === draft.name ? self() : schema
  if (definition.tenant !== undefined && draft.tenant === undefined) {
    throw new TypeError(
      `Cannot ${what} leads into the tenants' table "${definition.name}", but this table has no tenant()`,
    )
  }
  const columns = withTenant(definition, [to.property])
  if (to.kind !== column.kind || to.precision !== column.precision || to.scale !== column.scale) {
    throw new TypeError(
      `Cannot ${what} is of the type ${column.kind}, but "${to.property}" of the type ${to.kind}`,
    )
  }
  if (to.collation !== column.collation) throw new TypeError(`Cannot ${what} differs in its collation`)
  if (definition.primaryKey.join() === columns.join()) return { schema: definition, columns }
  if (!definition.uniques.some((unique) => unique.columns.join() === columns.join())) {
    throw new TypeError(
      `Cannot ${what} must lead to the primary key of "${definition.name}", or to a unique column`,
    )
  }
  if (definition.deletedAt !== undefined) {
    throw new TypeError(
      `Cannot ${what} leads to a unique column of "${definition.name}", whose deleted rows may share a value; refer to its primary key`,
    )
  }
  return { schema: definition, columns }
}
