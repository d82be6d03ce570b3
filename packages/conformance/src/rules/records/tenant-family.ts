import { defineTable, integer, softDelete, tenant, text, type AnyTable, type OnDelete } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { looseRecords, type LooseRecords } from './loose-records.ts'

export interface TenantSide {
  readonly parents: LooseRecords
  readonly children: LooseRecords
}

export interface TenantFamily {
  readonly kinds: AnyTable
  readonly parent: AnyTable
  readonly own: TenantSide
  readonly foreign: TenantSide
  /** The children of both. */
  readonly system: LooseRecords
  readonly orgs: readonly [string, string]
}

/** Two tenants with the same keys; a child refers to a parent of its own tenant, and to a kind that belongs to nobody. */
export const tenantFamily = async (context: Context, onDelete: OnDelete): Promise<TenantFamily> => {
  const kinds = defineTable(context.name(), { id: integer().primaryKey() })
  const parent = defineTable(context.name(), { org: tenant(), id: text().primaryKey(), ...softDelete() })
  const child = defineTable(context.name(), {
    org: tenant(),
    id: text().primaryKey(),
    parentId: text()
      .nullable()
      .references(() => parent.id, { onDelete }),
    kind: integer()
      .nullable()
      .references(() => kinds.id, { onDelete }),
  })
  await context.tables([kinds, parent, child])
  const orgs = [context.tenant, context.name()] as const
  const system = context.db.system()
  await context.db.records(kinds).insertMany([{ id: 1 }, { id: 2 }])
  for (const org of orgs) {
    await system.records(parent).insertMany(['p', 'q'].map((id) => ({ org, id })))
    await system.records(child).insertMany([
      { org, id: '1', parentId: 'p', kind: 1 },
      { org, id: '2', parentId: 'q' },
      { org, id: '3' },
    ])
  }
  await system.records(parent).insert({ org: orgs[1], id: 'theirs' })
  const of = (org: string): TenantSide => ({
    parents: looseRecords(context.db.tenant(org), parent),
    children: looseRecords(context.db.tenant(org), child),
  })
  return { kinds, parent, own: of(orgs[0]), foreign: of(orgs[1]), system: looseRecords(system, child), orgs }
}

/** Each row, and what it refers to. */
export const links = async (side: TenantSide): Promise<unknown[]> =>
  (await side.children.list()).map((row) => [row['id'], row['parentId']])

/** The links of a tenant to whom nothing happened. */
export const untouched: readonly (readonly [string, string | null])[] = [
  ['1', 'p'],
  ['2', 'q'],
  ['3', null],
]
