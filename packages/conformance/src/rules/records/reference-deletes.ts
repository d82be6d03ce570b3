import { defineTable, integer, sql, text, type OnDelete, type TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'

const parents = (name: string) =>
  defineTable(name, { id: integer().primaryKey(), code: text().unique(), n: integer().default(0) })

/** Children refer to the key, to a unique column, or both. */
const family = async (context: Context, onDelete: OnDelete) => {
  const parent = parents(context.name())
  const child = defineTable(context.name(), {
    id: integer().primaryKey(),
    parentId: integer()
      .nullable()
      .references(() => parent.id, { onDelete }),
    parentCode: text()
      .nullable()
      .references(() => parent.code, { onDelete }),
  })
  const grandchild = defineTable(context.name(), {
    id: integer().primaryKey(),
    childId: integer()
      .nullable()
      .references(() => child.id, { onDelete }),
  })
  await context.tables([parent, child, grandchild])
  const { session } = context
  const up = session.records(parent)
  const down = session.records(child)
  const last = session.records(grandchild)
  await up.insertMany([1, 2, 3, 4].map((id) => ({ id, code: `c${id}` })))
  await down.insertMany([
    { id: 10, parentId: 1 },
    { id: 11, parentId: 1, parentCode: 'c2' },
    { id: 20, parentCode: 'c2' },
    { id: 30 },
  ])
  await last.insertMany([{ id: 100, childId: 10 }, { id: 101, childId: 20 }, { id: 102 }])
  return { parent, up, down, last }
}

export const recordsReferenceDeletes: readonly Rule[] = [
  rule({
    id: 'records.on-delete.restrict',
    title:
      'onDelete restrict: delete() and deleteWhere() of a row that is referred to throw foreign-key and remove nothing',
    present: async (context) => {
      const { parent, up, down, last } = await family(context, 'restrict')
      await refusal('foreign-key', () => up.delete(1))
      await refusal('foreign-key', () => up.delete(2))
      await refusal('foreign-key', () => up.deleteWhere({ id: { gte: 1 } }))
      await refusal('foreign-key', () => down.delete(10))
      expect([await up.count(), await down.count(), await last.count()]).toStrictEqual([4, 4, 3])
      expect(await up.delete(4)).toBe(true)
      await last.update(100, { childId: null })
      expect(await down.delete(10)).toBe(true)
      await down.update(11, { parentId: null })
      expect(await up.delete(1)).toBe(true)
      await context.session.transaction(async (tx) => {
        const inside = tx.records(parent)
        expect(await inside.delete(3)).toBe(true)
      })
      expect((await up.list()).map(({ id }) => id)).toStrictEqual([2])
    },
  }),
  rule({
    id: 'records.on-delete.restrict-unique',
    title:
      'changing a unique value that is referred to throws foreign-key, and one that is not can be changed',
    present: async (context) => {
      const { up } = await family(context, 'restrict')
      await refusal('foreign-key', () => up.update(2, { code: 'other' }))
      await refusal('foreign-key', () => up.upsert({ id: 2, code: 'other' }))
      expect((await up.update(2, { code: 'c2', n: 5 }))?.n).toBe(5)
      expect((await up.update(3, { code: 'other' }))?.code).toBe('other')
      expect((await up.list()).map(({ code }) => code)).toStrictEqual(['c1', 'c2', 'other', 'c4'])
    },
  }),
  rule({
    id: 'records.on-delete.cascade',
    title:
      'onDelete cascade: delete() and deleteWhere() remove the rows that refer, and those that refer to them; the count is of the rows asked for',
    present: async (context) => {
      const { up, down, last } = await family(context, 'cascade')
      expect(await up.delete(1)).toBe(true)
      expect((await down.list()).map(({ id }) => id)).toStrictEqual([20, 30])
      expect((await last.list()).map(({ id }) => id)).toStrictEqual([101, 102])
      expect(await up.deleteWhere({ id: { in: [2, 3] } })).toBe(2)
      expect((await down.list()).map(({ id }) => id)).toStrictEqual([30])
      expect((await last.list()).map(({ id }) => id)).toStrictEqual([102])
      expect((await up.list()).map(({ id }) => id)).toStrictEqual([4])
    },
  }),
  rule({
    id: 'records.on-delete.set-null',
    title: 'onDelete set-null: delete() and deleteWhere() empty the references and keep the rows',
    present: async (context) => {
      const { up, down, last } = await family(context, 'set-null')
      expect(await up.delete(1)).toBe(true)
      expect(await up.deleteWhere({ code: 'c2' })).toBe(1)
      expect(await down.list()).toStrictEqual(
        [10, 11, 20, 30].map((id) => ({ id, parentId: null, parentCode: null })),
      )
      expect(await down.delete(20)).toBe(true)
      expect(await last.list()).toStrictEqual([
        { id: 100, childId: 10 },
        { id: 101, childId: null },
        { id: 102, childId: null },
      ])
    },
  }),
  rule({
    id: 'records.on-delete.rollback',
    title: 'what onDelete did to other tables is undone by a rollback',
    present: async (context) => {
      for (const onDelete of ['cascade', 'set-null'] as const) {
        const { parent, up, down, last } = await family(context, onDelete)
        const before = [await up.list(), await down.list(), await last.list()]
        await context.session
          .transaction(async (tx) => {
            expect(await tx.records(parent).deleteWhere({ id: { gt: 0 } })).toBe(4)
            throw new Error('on purpose')
          })
          .catch(() => undefined)
        expect([await up.list(), await down.list(), await last.list()]).toStrictEqual(before)
      }
    },
  }),
  rule({
    id: 'records.on-delete.depth',
    title: 'cascade goes down a chain of rows in one table, and a cycle ends',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        up: integer()
          .nullable()
          .references((): TableColumn => table.id, { onDelete: 'cascade' }),
      })
      const records = await context.records(table)
      await records.insertMany(
        Array.from({ length: 40 }, (_, id) => (id === 0 ? { id } : { id, up: id - 1 })),
      )
      await records.insertMany([{ id: 100 }, { id: 101, up: 100 }, { id: 102, up: 101 }])
      await records.update(100, { up: 102 })
      expect(await records.delete(20)).toBe(true)
      expect(await records.count({ id: { lt: 100 } })).toBe(20)
      expect(await records.delete(101)).toBe(true)
      expect(await records.count({ id: { gte: 100 } })).toBe(0)
      expect(await records.delete(0)).toBe(true)
      expect(await records.count()).toBe(0)
    },
  }),
  rule({
    id: 'records.on-delete.unmentioned',
    title: 'a delete by a handle that never mentioned the table of the children honours their references',
    needs: ['persistent'],
    present: async (context) => {
      for (const onDelete of ['restrict', 'cascade', 'set-null'] as const) {
        const { parent, up, down } = await family(context, onDelete)
        const other = (await context.open()).records(parent)
        if (onDelete === 'restrict') await refusal('foreign-key', () => other.delete(1))
        else expect(await other.delete(1)).toBe(true)
        expect(await up.count()).toBe(onDelete === 'restrict' ? 4 : 3)
        expect(await down.count()).toBe(onDelete === 'cascade' ? 2 : 4)
        expect(await down.count({ parentId: 1 })).toBe(onDelete === 'restrict' ? 2 : 0)
      }
    },
    absent: async (context) => {
      const { up, down } = await family(context, 'cascade')
      expect([await up.delete(1), await down.count()]).toStrictEqual([true, 2])
    },
  }),
  rule({
    id: 'records.on-delete.plain-sql',
    title: 'plain SQL is held to references where the engine checks them, and is not where the library does',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { parent, up } = await family(context, 'restrict')
      const remove = sql`delete from ${sql.identifier(nameOf(parent))} where id = 1`
      await refusal('foreign-key', () => context.session.run(remove))
      expect(await up.count()).toBe(4)
    },
    absent: async (context) => {
      const { parent, up } = await family(context, 'restrict')
      const remove = sql`delete from ${sql.identifier(nameOf(parent))} where id = 1`
      await context.session.run(remove)
      expect(await up.count()).toBe(3)
    },
  }),
]
