import type { ColumnSchema, ReferenceSchema, TableSchema } from '../contracts/table.ts'
import { requireColumn, requireTableColumn } from '../door/table.ts'
import { constraintName } from './constraint-name.ts'
import { withTenant } from './primary-key.ts'

type Draft = Pick<TableSchema, 'name' | 'columns' | 'tenant'>
type Target = ReturnType<ReferenceSchema['target']>
type Reference = NonNullable<ColumnSchema['reference']>

/** What columns refer to. Nothing is looked up yet: the table itself is still being defined. */
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
    const target = (): Target => (known ??= resolve(draft, column, reference, self, action))
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

/** Checks what is defined already. A table further down in the module does not exist yet: then the first use checks it. */
export const checkKnownTargets = (references: readonly ReferenceSchema[]): void => {
  for (const { target } of references) {
    try {
      target()
    } catch (error) {
      // What a binding throws that is not initialized.
      if (!(error instanceof ReferenceError)) throw error
    }
  }
}

/** The column that is meant, with the definition of its table. */
const targetOf = (
  { name }: Draft,
  { column }: Reference,
  self: () => TableSchema,
  what: string,
): { readonly schema: TableSchema; readonly column: ColumnSchema } => {
  if (typeof column === 'string') return { schema: self(), column: requireColumn(self(), column, what) }
  if (typeof column !== 'function') {
    throw new TypeError(
      `Cannot ${what} is unknown; give () => users.id, or the property of a column of this table`,
    )
  }
  const found = requireTableColumn(column(), what)
  return found.schema.name === name ? { ...found, schema: self() } : found
}

const resolve = (
  draft: Draft,
  column: ColumnSchema,
  reference: Reference,
  self: () => TableSchema,
  action: string,
): Target => {
  const what = `${action}: the reference of "${column.property}"`
  const { schema: definition, column: to } = targetOf(draft, reference, self, what)
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
