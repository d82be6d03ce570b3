import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { tickets } from './shapes.ts'

/** A plan that is kept must not keep what was true of the data when it was made. */
export const recordsAskedWhileEmpty: readonly Rule[] = [
  rule({
    id: 'records.count.from-empty',
    title: 'count(), list() and get() of a table that was asked while it was empty see what came',
    present: async (context) => {
      const records = await context.records(tickets(context.name()))
      const seen = async (): Promise<readonly number[]> => [
        await records.count(),
        (await records.list()).length,
        await records.count({}, { include: 'deleted' }),
        (await records.get('a')) === undefined ? 0 : 1,
      ]
      expect(await seen()).toStrictEqual([0, 0, 0, 0])
      await records.insertMany(['a', 'b'].map((id) => ({ id, subject: id })))
      expect(await seen()).toStrictEqual([2, 2, 0, 1])
      await records.delete('b')
      expect(await seen()).toStrictEqual([1, 1, 1, 1])
      await records.restore('b')
      expect(await seen()).toStrictEqual([2, 2, 0, 1])
    },
  }),
]
