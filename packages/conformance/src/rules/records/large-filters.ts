import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { things } from './shapes.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

export const recordsLargeFilters: readonly Rule[] = [
  rule({
    id: 'records.filter.large',
    title:
      'a filter takes 12 000 comparisons, values of all its lists among them, and one more throws too-large and harms no other call',
    timeout: 60_000,
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([1, 2_999, 20_000].map((id) => ({ id, n: id })))
      const list = upTo(6_000)
      const alternatives = upTo(3_000).map((id) => ({ id }))
      const good = [
        { or: alternatives },
        { not: { and: upTo(3_000).map((id) => ({ id: { ne: id } })) } },
        { or: [{ id: { in: list } }, { n: { in: list } }] },
      ]
      for (const where of good)
        expect((await records.list({ where })).map(({ id }) => id)).toStrictEqual([1, 2_999])
      const bad = [
        { or: [{ id: { in: list } }, { n: { in: list } }, { flag: true }] },
        { or: upTo(7).map(() => ({ id: { in: upTo(10_000) } })) },
        { or: upTo(70_000).map((id) => ({ id })) },
      ]
      for (const where of bad) {
        await refusal('too-large', () => records.list({ where }))
        await refusal('too-large', () => records.updateWhere(where, { n: 0 }))
        expect(await Promise.all(upTo(4).map(() => records.count()))).toStrictEqual([3, 3, 3, 3])
      }
    },
  }),
]
