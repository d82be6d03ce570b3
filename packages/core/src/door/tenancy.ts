import type { TableSchema } from '../contracts/table.ts'

/** Whose rows a session works with: those of one tenant, of all (`db.system()`), or of nobody yet. */
export type Tenancy =
  | { readonly kind: 'tenant'; readonly id: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'none' }

/** The tenant that every statement on this table is bound to; undefined when it has none, or for all. Throws `TypeError` where one must be chosen. */
export function tenantOf(schema: TableSchema, tenancy: Tenancy, action: string): string | undefined {
  if (schema.tenant === undefined || tenancy.kind === 'system') return undefined
  if (tenancy.kind === 'tenant') return tenancy.id
  throw new TypeError(
    `Cannot ${action}: the table "${schema.name}" belongs to tenants; use db.tenant(id), or db.system() to see all`,
  )
}
