import type { ReferenceSchema, TableSchema } from '../contracts/table.ts'
import { requireTableColumn } from './table.ts'
import { type Tenancy, tenantOf } from './tenancy.ts'

/** Rows of another table that are joined to those that are read. */
export interface Include {
  /** The property that they get. */
  readonly name: string
  readonly isMany: boolean
  /** The table of the joined rows. */
  readonly schema: TableSchema
  /** The tenant that the joined rows are bound to, which `own` alone does not say where only their table has one. */
  readonly tenant: string | undefined
  /** Properties of the rows that are read, and of the joined ones, that are equal pair by pair. */
  readonly own: readonly string[]
  readonly other: readonly string[]
}

type Joined = Omit<Include, 'tenant'>

const boundTo = (joined: Joined, tenant: string | undefined): Include => ({ ...joined, tenant })

/** Checks `with`: each entry is a column of this table that refers to another, or `many` of a column that refers to this one. */
export function checkIncludes(
  schema: TableSchema,
  includes: unknown,
  tenancy: Tenancy,
  action: string,
): readonly Include[] {
  if (typeof includes !== 'object' || includes === null || Array.isArray(includes)) {
    throw new TypeError(`Cannot ${action}: with must be an object, as { author: posts.userId }`)
  }
  return Object.entries(includes).map(([name, given]: [string, unknown]) => {
    if (schema.columns.some(({ property }) => property === name) || name === '__proto__') {
      throw new TypeError(`Cannot ${action}: with cannot use the name "${name}", which is that of a column`)
    }
    const include = isMany(given)
      ? checkMany(schema, name, given.many, action)
      : checkOne(schema, name, given, action)
    return boundTo(include, tenantOf(include.schema, tenancy, action))
  })
}

const isMany = (given: unknown): given is { readonly many: unknown } =>
  typeof given === 'object' && given !== null && 'many' in given && !('property' in given)

function checkOne(schema: TableSchema, name: string, given: unknown, action: string): Joined {
  const { reference, owner } = referenceOf(given, action)
  if (owner.name !== schema.name) {
    throw new TypeError(
      `Cannot ${action}: "${name}" names a column of "${owner.name}"; for the rows there that refer to this table write many(…)`,
    )
  }
  const target = reference.target()
  return { name, isMany: false, schema: target.schema, own: reference.columns, other: target.columns }
}

function checkMany(schema: TableSchema, name: string, given: unknown, action: string): Joined {
  const { reference, owner } = referenceOf(given, action)
  const target = reference.target()
  if (target.schema.name !== schema.name) {
    throw new TypeError(
      `Cannot ${action}: "${name}" names a column that refers to "${target.schema.name}", not to this table`,
    )
  }
  return { name, isMany: true, schema: owner, own: target.columns, other: reference.columns }
}

function referenceOf(
  given: unknown,
  action: string,
): { readonly reference: ReferenceSchema; readonly owner: TableSchema } {
  const { schema: owner, column } = requireTableColumn(given, action)
  const reference = owner.references.find(({ property }) => property === column.property)
  if (reference !== undefined) return { reference, owner }
  throw new TypeError(
    `Cannot ${action}: the column "${column.property}" of "${owner.name}" refers to no table`,
  )
}
