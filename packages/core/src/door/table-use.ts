import type { TableSchema } from '../contracts/table.ts'
import { changeRows } from './change-rows.ts'
import { requireTable } from './table.ts'
import { type Tenancy, tenantOf } from './tenancy.ts'

/** One table as one session works with it: what every call of `Records` is checked against. */
export interface TableUse {
  readonly schema: TableSchema
  readonly tenancy: Tenancy
  /** The tenant that every statement is bound to; undefined where the table has none, and in `db.system()`. */
  readonly tenant: string | undefined
  readonly inTransaction: boolean
  /** Signs the cursors of pages. */
  readonly secret: string | undefined
}

/** What the session brings. */
export interface SessionFacts {
  readonly tenancy: Tenancy
  readonly inTransaction: boolean
  readonly secret: string | undefined
}

/** Whose definitions were found to lead to tables that exist. */
const resolved = new WeakSet<TableSchema>()

/**
 * What `records(table)` checks: a table made by `defineTable` whose references lead somewhere, on a session that may see it. Throws `TypeError`.
 */
export function useTable(table: unknown, { tenancy, inTransaction, secret }: SessionFacts): TableUse {
  const action = 'use a table'
  const schema = requireTable(table, action)
  resolveReferences(schema)
  return { schema, tenancy, tenant: tenantOf(schema, tenancy, action), inTransaction, secret }
}

/** A table may refer to one that is defined later in its module, so this is the first moment to check that. */
export function resolveReferences(schema: TableSchema): void {
  if (resolved.has(schema)) return
  for (const reference of schema.references) reference.target()
  resolved.add(schema)
}

/** What `changes(table)` checks: as `useTable`, and that the definition asks for changes to be recorded. Throws `TypeError`. */
export function useTracked(table: unknown, facts: SessionFacts): TableUse {
  const use = useTable(table, facts)
  if (use.schema.changes !== undefined) return use
  throw new TypeError(
    `Cannot use the changes of "${use.schema.name}": its definition does not record them; give it changes: true`,
  )
}

/** The table of the changes for a session that uses a tracked one: which rows it may see is said by each question. */
export const useOfChanges = ({ inTransaction, secret }: TableUse): TableUse => ({
  schema: changeRows,
  tenancy: { kind: 'none' },
  tenant: undefined,
  inTransaction,
  secret,
})
