import { defineTable, integer, tenant, text } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { historyOf, people, told } from './shapes.ts'

export const changeWays: readonly Rule[] = [
  rule({
    id: 'changes.ways',
    title: 'changes() records each way in which records() changes a row: what it was, what it became',
    present: async (context) => {
      const table = people(context.name())
      const rows = await context.records(table)
      const changes = context.session.changes(table)
      await rows.insert({ id: 'a', email: 'a@x' })
      await rows.update('a', { credits: 5 })
      await rows.upsert({ id: 'a', email: 'b@x', credits: 6 })
      await rows.delete('a', { by: 'me' })
      await rows.restore('a')
      await rows.delete('a')
      await rows.purge()
      expect(await historyOf(changes, 'a')).toStrictEqual([
        'insert credits:undefined>0 email:undefined>a@x',
        'update credits:0>5',
        'update credits:5>6 email:a@x>b@x',
        'soft-delete',
        'restore',
        'soft-delete',
        'delete credits:6>undefined email:b@x>undefined',
      ])
      await rows.insertMany([
        { id: 'a', email: 'c@x' },
        { id: 'b', email: 'd@x', note: 'n' },
      ])
      await rows.upsertMany([
        { id: 'b', email: 'e@x' },
        { id: 'c', email: 'f@x' },
      ])
      expect((await historyOf(changes, 'a')).at(-1)).toBe('insert credits:undefined>0 email:undefined>c@x')
      expect(await historyOf(changes, 'b')).toStrictEqual([
        'insert credits:undefined>0 email:undefined>d@x note:undefined>n',
        'update email:d@x>e@x',
      ])
      expect(await historyOf(changes, 'c')).toHaveLength(1)
    },
  }),
  rule({
    id: 'changes.bulk',
    title: 'changes() records one entry for each row of an updateWhere and a deleteWhere',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: integer().primaryKey(), n: integer(), tag: text() },
        { changes: true },
      )
      const rows = await context.records(table)
      await rows.insertMany(Array.from({ length: 700 }, (_, id) => ({ id, n: id, tag: 'x' })))
      expect(await rows.updateWhere({ n: { lt: 650 } }, { tag: 'y' })).toBe(650)
      await rows.deleteWhere({ n: { gte: 650 } })
      const changes = context.session.changes(table)
      const { items } = await changes.page({ limit: 10_000, order: 'oldest' })
      const count = (operation: string): number => items.filter((one) => one.operation === operation).length
      expect([count('insert'), count('update'), count('delete')]).toStrictEqual([700, 650, 50])
      const updates = items.filter(({ operation }) => operation === 'update')
      expect(new Set(updates.map(({ key }) => key)).size).toBe(650)
      expect(new Set(updates.map(({ transaction }) => transaction)).size).toBe(1)
      expect(new Set(items.map(({ transaction }) => transaction)).size).toBe(3)
      expect(updates.every((one) => told(one as never) === 'update tag:x>y')).toBe(true)
    },
  }),
  rule({
    id: 'changes.unchanged',
    title: 'changes() records nothing of an update that leaves every tracked field as it was',
    present: async (context) => {
      const table = people(context.name())
      const rows = await context.records(table)
      await rows.insert({ id: 'a', email: 'a@x', note: null })
      await rows.update('a', { email: 'a@x', credits: 0, note: null })
      await rows.updateWhere({ id: 'a' }, { credits: 0 })
      await rows.upsert({ id: 'a', email: 'a@x', credits: 0, note: null })
      await rows.delete('nobody')
      expect(await historyOf(context.session.changes(table), 'a')).toHaveLength(1)
      const some = defineTable(
        context.name(),
        { id: text().primaryKey(), a: text(), b: text() },
        { changes: { only: ['a'] } },
      )
      const others = await context.records(some)
      await others.insert({ id: 'a', a: '1', b: '1' })
      await others.update('a', { b: '2' })
      await others.update('a', { a: '2', b: '3' })
      expect(await historyOf(context.session.changes(some), 'a')).toStrictEqual([
        'insert a:undefined>1',
        'update a:1>2',
      ])
    },
  }),
  rule({
    id: 'changes.rollback',
    title: 'a change is recorded if and only if its transaction commits',
    present: async (context) => {
      const table = people(context.name())
      const rows = await context.records(table)
      const { session } = context
      await rows.insert({ id: 'a', email: 'a@x' })
      const stop = new Error('stop')
      const error = await failureOf(() =>
        session.transaction(async (tx) => {
          await tx.records(table).update('a', { credits: 9 })
          await tx.records(table).insert({ id: 'b', email: 'b@x' })
          expect(await historyOf(tx.changes(table), 'a')).toHaveLength(2)
          throw stop
        }),
      )
      expect(error).toBe(stop)
      expect(await historyOf(session.changes(table), 'a')).toHaveLength(1)
      expect(await historyOf(session.changes(table), 'b')).toStrictEqual([])
      await failureOf(() => rows.insert({ id: 'a', email: 'x@x' }))
      await failureOf(() =>
        rows.insertMany([
          { id: 'c', email: 'c@x' },
          { id: 'a', email: 'd@x' },
        ]),
      )
      expect((await session.changes(table).page()).items).toHaveLength(1)
      const both = await session.transaction(async (tx) => {
        await tx.records(table).update('a', { credits: 1 })
        await tx.records(table).insert({ id: 'd', email: 'd@x' })
        return tx.changes(table).page({ limit: 2 })
      })
      expect(new Set(both.items.map(({ transaction }) => transaction)).size).toBe(1)
      const { transaction } = both.items[0]!
      expect((await session.changes(table).page({ transaction })).items).toHaveLength(2)
    },
  }),
  rule({
    id: 'changes.references',
    title: 'changes() records what a removal does to rows that refer to it: a cascade, an emptied reference',
    present: async (context) => {
      const name = context.name()
      const parents = defineTable(`${name}_p`, { id: text().primaryKey() }, { changes: true })
      const children = defineTable(
        `${name}_c`,
        {
          id: text().primaryKey(),
          own: text().references(() => parents.id, { onDelete: 'cascade' }),
          other: text()
            .nullable()
            .references(() => parents.id, { onDelete: 'set-null' }),
        },
        { changes: true },
      )
      const grand = defineTable(
        `${name}_g`,
        { id: text().primaryKey(), child: text().references(() => children.id, { onDelete: 'cascade' }) },
        { changes: true },
      )
      await context.tables([parents, children, grand])
      const { session } = context
      await session.records(parents).insertMany([{ id: 'p' }, { id: 'q' }])
      await session.records(children).insertMany([
        { id: 'c', own: 'p' },
        { id: 'd', own: 'q', other: 'p' },
      ])
      await session.records(grand).insert({ id: 'g', child: 'c' })
      await session.records(parents).delete('p')
      expect((await historyOf(session.changes(parents), 'p')).at(-1)).toBe('delete')
      expect((await historyOf(session.changes(children), 'c')).at(-1)).toBe('delete own:p>undefined')
      expect((await historyOf(session.changes(children), 'd')).at(-1)).toBe('update other:p>null')
      expect((await historyOf(session.changes(grand), 'g')).at(-1)).toBe('delete child:c>undefined')
    },
  }),
  rule({
    id: 'changes.tenants',
    title: "changes() shows a session the changes of its tenant's records, and db.system() those of all",
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { org: tenant(), id: integer().primaryKey(), n: integer() },
        { changes: true },
      )
      await context.tables([table])
      const { db } = context
      const [one, two] = [context.name(), context.name()]
      await db.tenant(one).records(table).insert({ id: 1, n: 1 })
      await db.tenant(two).records(table).insert({ id: 1, n: 2 })
      await db.tenant(two).records(table).update(1, { n: 3 })
      await db.system().records(table).updateWhere({ id: 1 }, { n: 4 })
      expect(await historyOf(db.tenant(one).changes(table), 1)).toStrictEqual([
        'insert n:undefined>1',
        'update n:1>4',
      ])
      expect((await db.tenant(two).changes(table).page()).items.map(({ key }) => key)).toStrictEqual([
        1, 1, 1,
      ])
      const all = await db.system().changes(table).page()
      expect(all.items).toHaveLength(5)
      expect(new Set(all.items.map(({ key }) => (key as unknown as { org: string }).org))).toStrictEqual(
        new Set([one, two]),
      )
      expect(await historyOf(db.system().changes(table), { org: one, id: 1 })).toHaveLength(2)
    },
  }),
]
