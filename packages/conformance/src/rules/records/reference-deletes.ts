import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { looseRecords } from './loose-records.ts'
import { family } from './family.ts'

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
        const inside = looseRecords(tx, parent)
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
]
