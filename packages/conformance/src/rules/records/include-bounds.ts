import { defineTable, integer, many, tenant, text } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { library } from './library.ts'

export const recordsIncludeBounds: readonly Rule[] = [
  rule({
    id: 'records.with.self',
    title: 'with a reference to the same table gives the row above, and many() the rows below',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        up: integer().nullable().references('id'),
      })
      const records = await context.records(table)
      await records.insertMany([{ id: 1 }, { id: 2, up: 1 }, { id: 3, up: 1 }, { id: 4, up: 4 }])
      const rows = await records.list({ with: { above: table.up, below: many(table.up) } })
      expect(rows).toMatchObject([
        { id: 1, above: null, below: [{ id: 2 }, { id: 3 }] },
        { id: 2, above: { id: 1, up: null }, below: [] },
        { id: 3, above: { id: 1 }, below: [] },
        { id: 4, above: { id: 4 }, below: [{ id: 4 }] },
      ])
    },
  }),
  rule({
    id: 'records.with.tenants',
    title: 'with stays inside the tenant, and through db.system() joins rows of the same tenant only',
    present: async (context) => {
      const parent = defineTable(context.name(), { org: tenant(), id: text().primaryKey(), name: text() })
      const child = defineTable(context.name(), {
        org: tenant(),
        id: text().primaryKey(),
        parentId: text()
          .nullable()
          .references(() => parent.id),
      })
      await context.tables([parent, child])
      const orgs = [context.tenant, context.name()]
      for (const org of orgs) {
        await context.db.tenant(org).records(parent).insert({ id: 'p', name: org })
        await context.db
          .tenant(org)
          .records(child)
          .insertMany(['1', '2'].map((id) => ({ id, parentId: 'p' })))
      }
      for (const org of orgs) {
        const own = context.db.tenant(org)
        const rows = await own.records(child).list({ with: { parent: child.parentId } })
        expect(rows.map((row) => row.parent?.name)).toStrictEqual([org, org])
        const up = await own.records(parent).list({ with: { children: many(child.parentId) } })
        expect(up.map(({ children }) => children.map((row) => row.org))).toStrictEqual([[org, org]])
      }
      const all = await context.db
        .system()
        .records(child)
        .list({ with: { parent: child.parentId } })
      expect(all.map((row) => row.parent?.name === row.org)).toStrictEqual([true, true, true, true])
      const owners = await context.db
        .system()
        .records(parent)
        .list({ with: { children: many(child.parentId) } })
      expect(owners.map(({ org, children }) => children.map((row) => row.org === org))).toStrictEqual([
        [true, true],
        [true, true],
      ])
    },
  }),
  rule({
    id: 'records.with.many-rows',
    title:
      'with of a thousand rows that share few parents, and of a row that a thousand refer to, loses none',
    present: async (context) => {
      const { table, up, down } = await library(context)
      await down.insertMany(
        Array.from({ length: 1_000 }, (_, index) => ({
          id: `n${String(index).padStart(4, '0')}`,
          authorId: index % 3 === 0 ? 'c' : 'b',
          title: `${index}`,
        })),
      )
      const rows = await down.list({ with: { author: table.authorId }, limit: 2_000 })
      expect(rows.filter(({ authorId, author }) => (author?.id ?? null) !== authorId)).toStrictEqual([])
      const c = await up.getOrThrow('c', { with: { posts: many(table.authorId) } })
      expect([rows.length, c.posts.length]).toStrictEqual([1_004, 334])
      expect(c.posts.map(({ id }) => id)).toStrictEqual(c.posts.map(({ id }) => id).sort())
    },
  }),
]
