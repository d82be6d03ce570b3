import { defineTable, integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'
import { family } from './family.ts'
import { looseRecords } from './loose-records.ts'

export const recordsReferenceChains: readonly Rule[] = [
  rule({
    id: 'records.on-delete.rollback',
    title: 'what onDelete did to other tables is undone by a rollback',
    present: async (context) => {
      for (const onDelete of ['cascade', 'set-null'] as const) {
        const { parent, up, down, last } = await family(context, onDelete)
        const before = [await up.list(), await down.list(), await last.list()]
        await context.session
          .transaction(async (tx) => {
            expect(await looseRecords(tx, parent).deleteWhere({ id: { gt: 0 } })).toBe(4)
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
        up: integer().nullable().references('id', { onDelete: 'cascade' }),
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
        const other = looseRecords(await context.open(), parent)
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
