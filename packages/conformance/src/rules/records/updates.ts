import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { things } from './shapes.ts'

export const recordsUpdates: readonly Rule[] = [
  rule({
    id: 'records.update.patch',
    title:
      'update() changes the columns that are given and no other, and resolves with the row, or undefined when there is none',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const row = await records.insert({ id: 1, label: 'a', n: 1, at: new Date(0), flag: true })
      await records.insert({ id: 2, label: 'b' })
      expect(await records.update(1, { n: 2 })).toStrictEqual({ ...row, n: 2 })
      expect(await records.update(1, { label: null, flag: false })).toStrictEqual({
        ...row,
        n: 2,
        label: null,
        flag: false,
      })
      expect(await records.update(3, { n: 2 })).toBeUndefined()
      expect((await records.get(2))?.label).toBe('b')
      expect(await records.updateWhere({ id: 99 }, { n: 1 })).toBe(0)
      expect(await records.updateWhere({ id: { gte: 1 } }, { n: 7, label: 'both' })).toBe(2)
      expect((await records.list()).map(({ n, label }) => [n, label])).toStrictEqual([
        [7, 'both'],
        [7, 'both'],
      ])
      expect(await records.updateWhere({ n: 7 }, { n: 7 })).toBe(2)
    },
  }),
  rule({
    id: 'records.update.everything',
    title:
      'updateWhere() and deleteWhere() refuse an empty filter, and take one that says that everything is meant',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([{ id: 1 }, { id: 2 }])
      for (const filter of [
        {},
        { and: [] },
        { or: [{}] },
        { and: [{}, { and: [] }] },
        { or: [{ id: 1 }, {}] },
        { and: [{ or: [{ id: 1 }, { and: [{}] }] }] },
        undefined,
        null,
      ] as object[]) {
        await misuse(() => records.updateWhere(filter, { n: 1 }))
        await misuse(() => records.deleteWhere(filter))
      }
      expect((await records.list()).map(({ n }) => n)).toStrictEqual([null, null])
      expect(await records.updateWhere({ not: { or: [] } }, { n: 1 })).toBe(2)
      expect(await records.deleteWhere({ not: { or: [] } })).toBe(2)
    },
  }),
]
