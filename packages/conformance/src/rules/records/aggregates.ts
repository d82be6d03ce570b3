import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { amounts, means, sums } from './amounts.ts'

const nothing = { whole: null, big: null, ratio: null, price: null }

export const recordsAggregates: readonly Rule[] = [
  rule({
    id: 'records.aggregate.empty',
    title: 'over no rows, or nulls alone, count is 0 or the rows, and sum, avg, min and max are null',
    present: async (context) => {
      const records = await context.records(amounts(context.name()))
      for (const count of [0, 2]) {
        if (count > 0) await records.insertMany([{ id: 1 }, { id: 2 }])
        expect(await records.aggregate({ select: sums })).toStrictEqual(nothing)
        expect(await records.aggregate({ select: means })).toStrictEqual(nothing)
        expect(
          await records.aggregate({
            select: { n: { count: true }, low: { min: 'price' }, high: { max: 'kind' } },
          }),
        ).toStrictEqual({ n: count, low: null, high: null })
      }
      expect(await records.group({ by: ['kind'], where: { id: 3 }, select: sums })).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.aggregate.filters',
    title: 'each number of aggregate() and group() has a filter of its own beside that of the rows',
    present: async (context) => {
      const records = await context.records(amounts(context.name()))
      await records.insertMany(
        Array.from({ length: 30 }, (_, id) => ({ id, kind: ['a', 'b', null][id % 3] ?? null, whole: id })),
      )
      const select = {
        all: { count: true },
        low: { count: true, where: { whole: { lt: 10 } } },
        lowSum: { sum: 'whole', where: { whole: { lt: 10 } } },
        none: { sum: 'whole', where: { whole: { gt: 100 } } },
        top: { max: 'whole', where: { kind: { ne: 'a' } } },
        mean: { avg: 'whole', where: { not: { kind: 'b' } } },
      } as const
      expect(await records.aggregate({ where: { id: { gte: 3 } }, select })).toStrictEqual({
        all: 27,
        low: 7,
        lowSum: 42,
        none: null,
        top: 29,
        mean: 16,
      })
      expect(await records.group({ by: ['kind'], select })).toStrictEqual([
        { kind: null, all: 10, low: 3, lowSum: 15, none: null, top: 29, mean: 15.5 },
        { kind: 'a', all: 10, low: 4, lowSum: 18, none: null, top: null, mean: 13.5 },
        { kind: 'b', all: 10, low: 3, lowSum: 12, none: null, top: 28, mean: null },
      ])
    },
  }),
]
