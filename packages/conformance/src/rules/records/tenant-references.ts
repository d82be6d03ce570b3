import { defineTable, integer, softDelete, tenant, text, type OnDelete } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

/** Two tenants with the same keys; a child refers to a parent of its own tenant, and to a kind that belongs to nobody. */
const twoTenants = async (context: Context, onDelete: OnDelete) => {
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
  const of = (org: string) => ({
    parents: context.db.tenant(org).records(parent),
    children: context.db.tenant(org).records(child),
  })
  return { kinds, parent, own: of(orgs[0]), foreign: of(orgs[1]), system: system.records(child), orgs }
}

const links = async (side: Awaited<ReturnType<typeof twoTenants>>['own']): Promise<unknown[]> =>
  (await side.children.list()).map(({ id, parentId }) => [id, parentId])

const untouched = [
  ['1', 'p'],
  ['2', 'q'],
  ['3', null],
]

export const recordsTenantReferences: readonly Rule[] = [
  rule({
    id: 'records.tenant-reference.own',
    title:
      'a reference between tables of tenants leads to rows of the same tenant: those of another do not exist',
    present: async (context) => {
      const { own, foreign } = await twoTenants(context, 'restrict')
      await refusal('foreign-key', () => own.children.insert({ id: '4', parentId: 'theirs' }))
      await refusal('foreign-key', () => own.children.update('3', { parentId: 'theirs' }))
      await refusal('foreign-key', () => own.children.insertMany([{ id: '4', parentId: 'theirs' }]))
      expect((await foreign.children.insert({ id: '4', parentId: 'theirs' })).parentId).toBe('theirs')
      expect(await links(own)).toStrictEqual(untouched)
    },
  }),
  rule({
    id: 'records.tenant-reference.restrict',
    title: 'restrict between tables of tenants looks at the rows of the same tenant only',
    present: async (context) => {
      const { own, foreign, parent } = await twoTenants(context, 'restrict')
      await own.children.update('1', { parentId: null })
      await foreign.parents.delete('p')
      await refusal('foreign-key', () => foreign.parents.purge())
      await own.parents.delete('p')
      expect(await own.parents.purge()).toBe(1)
      await own.parents.delete('q')
      await refusal('foreign-key', () => own.parents.purge())
      await refusal('foreign-key', () => context.db.system().records(parent).purge())
      expect(await links(foreign)).toStrictEqual(untouched)
    },
  }),
  rule({
    id: 'records.tenant-reference.cascade',
    title: 'cascade between tables of tenants removes the rows of the same tenant only',
    present: async (context) => {
      const { own, foreign } = await twoTenants(context, 'cascade')
      await own.parents.delete('p')
      expect(await own.parents.purge()).toBe(1)
      expect(await links(own)).toStrictEqual(untouched.slice(1))
      expect(await links(foreign)).toStrictEqual(untouched)
    },
  }),
  rule({
    id: 'records.tenant-reference.set-null',
    title:
      'set-null between tables of tenants empties the reference and keeps the tenant, in the same tenant only',
    present: async (context) => {
      const { own, foreign, system, orgs } = await twoTenants(context, 'set-null')
      await own.parents.delete('p')
      expect(await own.parents.purge()).toBe(1)
      expect(await links(own)).toStrictEqual([
        ['1', null],
        ['2', 'q'],
        ['3', null],
      ])
      expect(await links(foreign)).toStrictEqual(untouched)
      for (const org of orgs) expect(await system.count({ org })).toBe(3)
      expect((await own.children.get('1'))?.org).toBe(orgs[0])
    },
  }),
  rule({
    id: 'records.tenant-reference.system',
    title: 'a purge through db.system() acts on the references of each tenant',
    present: async (context) => {
      const { own, foreign, parent, orgs } = await twoTenants(context, 'set-null')
      const parents = context.db.system().records(parent)
      await parents.deleteWhere({ id: 'p' })
      await parents.deleteWhere({ id: 'q', org: orgs[1] })
      expect(await parents.purge()).toBe(3)
      expect(await links(own)).toStrictEqual([
        ['1', null],
        ['2', 'q'],
        ['3', null],
      ])
      expect(await links(foreign)).toStrictEqual([
        ['1', null],
        ['2', null],
        ['3', null],
      ])
    },
  }),
  rule({
    id: 'records.tenant-reference.shared',
    title: 'a tenants’ table may refer to a table of nobody, whose delete acts on the rows of all tenants',
    present: async (context) => {
      for (const onDelete of ['restrict', 'cascade', 'set-null'] as const) {
        const { kinds, own, foreign, orgs } = await twoTenants(context, onDelete)
        const shared = context.db.records(kinds)
        await refusal('foreign-key', () => own.children.update('3', { kind: 3 }))
        if (onDelete === 'restrict') await refusal('foreign-key', () => shared.delete(1))
        else expect(await shared.delete(1)).toBe(true)
        expect(await shared.delete(2)).toBe(true)
        for (const [index, side] of [own, foreign].entries()) {
          const rows = await side.children.list()
          expect(rows).toHaveLength(onDelete === 'cascade' ? 2 : 3)
          expect(rows.filter(({ kind }) => kind !== null)).toHaveLength(onDelete === 'restrict' ? 1 : 0)
          expect(rows.every(({ org }) => org === orgs[index])).toBe(true)
        }
      }
    },
  }),
  rule({
    id: 'records.tenant-reference.definition',
    title: 'a table without tenant() cannot refer to one with it',
    present: async (context) => {
      const parent = defineTable(context.name(), { org: tenant(), id: text().primaryKey() })
      await misuse(() =>
        defineTable(context.name(), { id: text().primaryKey(), to: text().references(() => parent.id) }),
      )
      await context.tables([parent])
      expect(await context.session.records(parent).count()).toBe(0)
    },
  }),
]
