import { defineTable, integer, tenant, text } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const id = text().primaryKey()
const parents = defineTable('parents', { id, code: integer().unique() })
const children = defineTable('children', {
  id,
  parent: integer()
    .nullable()
    .references(() => parents.code, { onDelete: 'cascade' }),
})
const grandchildren = defineTable('grandchildren', {
  id,
  child: text().references(() => children.id, { onDelete: 'cascade' }),
})
const guards = defineTable('guards', {
  id,
  child: text()
    .nullable()
    .references(() => children.id),
})
const family = [guards, grandchildren, children, parents]

const nodes = defineTable('nodes', {
  id,
  next: text().nullable().references('id', { onDelete: 'cascade' }),
  own: text().nullable().references('id'),
})

const firms = defineTable('firms', { id })
const teams = defineTable('teams', {
  firm: tenant(),
  id,
  of: text().references(() => firms.id, { onDelete: 'cascade' }),
})
const members = defineTable('members', {
  firm: tenant(),
  id,
  team: text()
    .nullable()
    .references(() => teams.id, { onDelete: 'set-null' }),
})

export const removalRules: readonly Rule[] = [
  rule({
    id: 'tables.removal.cascade',
    title: 'delete() removes children and theirs, however many, and leaves all other rows',
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables(family)
      await db.records(parents).insertMany([
        { id: 'a', code: 1 },
        { id: 'b', code: 2 },
      ])
      const many = Array.from({ length: 1_201 }, (_, index) => `c${index}`)
      await db.records(children).insertMany(many.map((child) => ({ id: child, parent: 1 })))
      await db.records(children).insertMany([{ id: 'other', parent: 2 }, { id: 'nobody' }])
      const theirs = many.map((child) => ({ id: child, child }))
      await db.records(grandchildren).insertMany([...theirs, { id: 'other', child: 'other' }])
      expect(await db.records(parents).delete('a')).toBe(true)
      expect((await db.records(children).list()).map((row) => row.id)).toStrictEqual(['nobody', 'other'])
      expect((await db.records(grandchildren).list()).map((row) => row.id)).toStrictEqual(['other'])
      expect(await db.records(parents).delete('a')).toBe(false)
    },
  }),
  rule({
    id: 'tables.removal.restrict',
    title:
      'delete() throws foreign-key while a row restricts, directly or behind a cascade, and then removes nothing',
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables(family)
      await db.records(parents).insert({ id: 'a', code: 1 })
      await db.records(children).insertMany(['c', 'd'].map((child) => ({ id: child, parent: 1 })))
      await db.records(guards).insert({ id: 'g', child: 'd' })
      await refusal('foreign-key', () => db.records(children).delete('d'))
      await refusal('foreign-key', () => db.records(parents).delete('a'))
      await refusal('foreign-key', () => db.records(parents).deleteWhere({ code: { gt: 0 } }))
      expect([await db.records(parents).count(), await db.records(children).count()]).toStrictEqual([1, 2])
      await db.records(guards).update('g', { child: null })
      expect(await db.records(parents).deleteWhere({ code: { gt: 0 } })).toBe(1)
      expect(await db.records(children).count()).toBe(0)
    },
  }),
  rule({
    id: 'tables.removal.rings',
    title: 'delete() removes a ring of rows that refer to each other, and a row that refers to itself',
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([nodes])
      const ring = db.records(nodes)
      for (const one of ['a', 'b', 'c', 'd', 'e']) await ring.insert({ id: one })
      await ring.update('a', { next: 'c', own: 'a' })
      await ring.update('b', { next: 'a', own: 'a' })
      await ring.update('c', { next: 'b' })
      await ring.update('d', { own: 'd' })
      expect(await ring.delete('a')).toBe(true)
      expect(await ring.delete('d')).toBe(true)
      expect(await ring.list()).toStrictEqual([{ id: 'e', next: null, own: null }])
    },
  }),
  rule({
    id: 'tables.removal.set-null',
    title:
      'delete() empties references between tables of tenants and leaves the tenant, also behind a cascade, and where the child was never mentioned',
    present: async (context) => {
      const { db, again } = await context.fresh()
      await db.createTables([members, teams, firms])
      await db.records(firms).insertMany([{ id: 'f' }, { id: 'g' }])
      for (const firm of ['one', 'two']) {
        const inside = db.tenant(firm)
        await inside.records(teams).insertMany([
          { id: 't', of: 'f' },
          { id: 'u', of: 'g' },
        ])
        await inside.records(members).insertMany([
          { id: 'm', team: 't' },
          { id: 'n', team: 'u' },
        ])
      }
      const other = db.capabilities.persistent ? await again() : db
      expect(await other.tenant('one').records(teams).delete('t')).toBe(true)
      const left = async (): Promise<unknown> =>
        (await db.system().records(members).list()).map(({ firm, id, team }) => [firm, id, team].join(' '))
      expect(await left()).toStrictEqual(['one m ', 'one n u', 'two m t', 'two n u'])
      expect(await other.records(firms).delete('g')).toBe(true)
      expect(await left()).toStrictEqual(['one m ', 'one n ', 'two m t', 'two n '])
    },
  }),
]
