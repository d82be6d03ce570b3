import { defineTable, integer, text } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'
import { columnCases, type ColumnCase } from './column-types.ts'
import { people } from './shapes.ts'

const byType = (type: ColumnCase): Rule =>
  rule({
    id: `records.unique.${type.name}`,
    title: `unique() on a column of ${type.name} refuses an equal value, no other, and never null`,
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        v: type.column().nullable().unique(),
      })
      const records = await context.records(table)
      const values = type.ordered
      await records.insertMany(values.map((v, id) => ({ id, v })))
      await records.insertMany([{ id: 1_000 }, { id: 1_001 }, { id: 1_002, v: null }])
      for (const [id, v] of values.entries()) {
        await refusal('duplicate', () => records.insert({ id: 2_000, v }))
        if (id > 0) await refusal('duplicate', () => records.update(0, { v }))
      }
      await refusal('duplicate', () => records.updateWhere({ v: { isNull: true } }, { v: values[0] }))
      expect(await records.update(0, { v: null })).toStrictEqual({ id: 0, v: null })
      expect(await records.update(1, { v: values[0] })).toStrictEqual({ id: 1, v: values[0] })
      expect(await records.count()).toBe(values.length + 3)
    },
  })

const slots = (name: string) =>
  defineTable(
    name,
    {
      id: integer().primaryKey(),
      room: text().nullable(),
      hour: integer().nullable(),
      code: text().unique(),
    },
    { unique: [['room', 'hour']] },
  )

export const recordsUnique: readonly Rule[] = [
  ...columnCases.map(byType),
  rule({
    id: 'records.unique.composite',
    title: 'a unique constraint of several columns refuses equal rows, and lets any with a null pass',
    present: async (context) => {
      const records = await context.records(slots(context.name()))
      await records.insertMany([
        { id: 1, room: 'a', hour: 1, code: '1' },
        { id: 2, room: 'a', hour: 2, code: '2' },
        { id: 3, room: 'b', hour: 1, code: '3' },
        { id: 4, room: 'a', code: '4' },
        { id: 5, room: 'a', code: '5' },
        { id: 6, code: '6' },
        { id: 7, code: '7' },
      ])
      await refusal('duplicate', () => records.insert({ id: 8, room: 'a', hour: 2, code: '8' }))
      await refusal('duplicate', () => records.update(3, { room: 'a' }))
      await refusal('duplicate', () => records.update(4, { hour: 1 }))
      await refusal('duplicate', () =>
        records.insertMany([
          { id: 9, room: 'c', hour: 1, code: '9' },
          { id: 10, room: 'c', hour: 1, code: '10' },
        ]),
      )
      expect((await records.update(4, { hour: 3 }))?.hour).toBe(3)
      expect(await records.count()).toBe(7)
    },
  }),
  rule({
    id: 'records.unique.names',
    title:
      'duplicate names the table and the columns of the key that a stored row holds, and quotes no value',
    present: async (context) => {
      const table = slots(context.name())
      const records = await context.records(table)
      await records.insertMany([
        { id: 1, room: 'a, hour: 1', hour: 1, code: 'x, id: 1' },
        { id: 2, room: 'b', hour: 2, code: 'y' },
      ])
      const expectNamed = async (columns: readonly string[], work: () => unknown): Promise<void> => {
        const error = await refusal('duplicate', work)
        expect([error.table, error.columns]).toStrictEqual([nameOf(table), columns])
        expect(error.message).not.toContain('a, hour')
        expect([error.retryable, error.outcome]).toStrictEqual([false, 'not-applied'])
      }
      const taken = { room: 'a, hour: 1', hour: 1 }
      await expectNamed(['id'], () => records.insert({ id: 1, code: 'z' }))
      await expectNamed(['code'], () => records.insert({ id: 3, code: 'x, id: 1' }))
      await expectNamed(['room', 'hour'], () => records.insert({ id: 3, code: 'z', ...taken }))
      await expectNamed(['room', 'hour'], () => records.update(2, taken))
      await expectNamed(['code'], () => records.upsert({ id: 3, code: 'y' }))
      await expectNamed(['code'], () => records.insertMany([{ id: 3, code: 'y' }]))
      await expectNamed(['room', 'hour'], () =>
        context.session.transaction((tx) => tx.records(table).insert({ id: 3, code: 'z', ...taken })),
      )
    },
  }),
  rule({
    id: 'records.unique.swap',
    title: 'a value that was freed by delete(), update() or a rollback can be taken again at once',
    present: async (context) => {
      const table = slots(context.name())
      const records = await context.records(table)
      await records.insert({ id: 1, code: 'one' })
      await records.update(1, { code: 'two' })
      await records.insert({ id: 2, code: 'one' })
      expect(await records.delete(2)).toBe(true)
      await records.insert({ id: 3, code: 'one' })
      await context.session.transaction(async (tx) => {
        await tx.records(table).delete(3)
        await tx.records(table).insert({ id: 4, code: 'one' })
        await tx.records(table).update(4, { code: 'three' })
        await tx.records(table).update(1, { code: 'one' })
      })
      expect((await records.list()).map(({ id, code }) => [id, code])).toStrictEqual([
        [1, 'one'],
        [4, 'three'],
      ])
    },
  }),
  rule({
    id: 'records.unique.race',
    title: 'of concurrent inserts with one unique value exactly one succeeds, and the others throw duplicate',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) => records.insert({ id: `p${index}`, email: 'same@x' })),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'duplicate' })
      }
      expect(await records.count()).toBe(1)
    },
  }),
]
