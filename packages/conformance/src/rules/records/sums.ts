import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { amounts, means, sums } from './amounts.ts'

export const recordsSums: readonly Rule[] = [
  rule({
    id: 'records.aggregate.sums',
    title: 'sum has the type of its column and is exact; avg is a number worked out from sum and count',
    present: async (context) => {
      const records = await context.records(amounts(context.name()))
      await records.insertMany([
        { id: 1, whole: 1, big: 2n ** 62n, ratio: 0.5, price: '0.10' },
        { id: 2, whole: 2, big: 2n ** 62n - 1n, ratio: 0.25, price: '0.20' },
        { id: 3, whole: -2 },
        { id: 4 },
        { id: 5, whole: 3, big: -1n, ratio: -8, price: '-9999999999999.99' },
      ])
      expect(await records.aggregate({ select: sums })).toStrictEqual({
        whole: 4,
        big: 2n ** 63n - 2n,
        ratio: -7.25,
        price: '-9999999999999.69',
      })
      expect(await records.aggregate({ where: { id: { lte: 2 } }, select: means })).toStrictEqual({
        whole: 1.5,
        big: Number(2n ** 63n - 1n) / 2,
        ratio: 0.375,
        price: 0.15,
      })
      expect(await records.aggregate({ select: { mean: { avg: 'whole' } } })).toStrictEqual({ mean: 1 })
      const third = await records.aggregate({
        where: { id: { in: [1, 2, 3] } },
        select: { mean: { avg: 'whole' } },
      })
      expect(third).toStrictEqual({ mean: 1 / 3 })
    },
  }),
  rule({
    id: 'records.aggregate.edges',
    title: 'a sum at the edge of its type is exact, and one beyond it throws out-of-range',
    present: async (context) => {
      const records = await context.records(amounts(context.name()))
      const { MAX_SAFE_INTEGER: most, MAX_VALUE } = Number
      await records.insertMany([
        { id: 1, whole: most, big: 2n ** 63n - 1n, price: '9999999999999999.99' },
        { id: 2, whole: 0, big: 0n, price: '0.00' },
        { id: 3, whole: most, big: 2n ** 63n - 1n, price: '9999999999999999.99' },
        { id: 4, whole: -most, big: -(2n ** 63n), price: '-9999999999999999.99', ratio: MAX_VALUE },
        { id: 5, whole: -most, big: -1n, ratio: MAX_VALUE },
      ])
      expect(await records.aggregate({ where: { id: { lte: 2 } }, select: sums })).toMatchObject({
        whole: most,
        big: 2n ** 63n - 1n,
        price: '9999999999999999.99',
      })
      const select = { whole: sums.whole, big: sums.big, price: sums.price }
      // The way there leads beyond 64 bits, and back.
      expect(await records.aggregate({ where: { id: { in: [1, 3, 4] } }, select })).toStrictEqual({
        whole: most,
        big: 2n ** 63n - 2n,
        price: '9999999999999999.99',
      })
      const beyond = { id: { in: [1, 3] } }
      await refusal('out-of-range', () => records.aggregate({ where: beyond, select: { x: sums.whole } }))
      await refusal('out-of-range', () => records.aggregate({ where: beyond, select: { x: sums.big } }))
      await refusal('out-of-range', () =>
        records.aggregate({ where: { id: { gte: 4 } }, select: { x: sums.ratio } }),
      )
      await refusal('out-of-range', () =>
        records.group({ by: ['kind'], where: beyond, select: { x: sums.whole } }),
      )
      const means = await records.aggregate({
        where: beyond,
        select: { whole: { avg: 'whole' }, big: { avg: 'big' } },
      })
      expect(means).toStrictEqual({ whole: most, big: 2 ** 63 })
    },
  }),
]
