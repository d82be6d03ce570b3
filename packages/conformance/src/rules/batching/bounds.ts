import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const batchingBounds: readonly Rule[] = [
  rule({
    id: 'batching.overloaded',
    title: 'writes beyond the bound of the queue throw overloaded and are nowhere; all others are stored',
    timeout: 60_000,
    present: async (context) => {
      const reason = context.harness.cannot.overloaded
      const store = context.store<number>()
      const results = await Promise.allSettled(
        Array.from({ length: 12_000 }, (_, index) => store.set(`k${index}`, index)),
      )
      const refused = results.flatMap((result, index) =>
        result.status === 'rejected' ? [{ index, error: result.reason as object }] : [],
      )
      if (reason === undefined) expect(refused.length).toBeGreaterThan(0)
      else expect(refused).toStrictEqual([])
      for (const { error } of refused.slice(0, 50))
        expect(error).toMatchObject({ code: 'overloaded', retryable: true, outcome: 'not-applied' })
      expect(await store.getMany(refused.slice(0, 200).map(({ index }) => `k${index}`))).toStrictEqual(
        refused.slice(0, 200).map(() => undefined),
      )
      expect(await store.clear()).toBe(results.length - refused.length)
      await store.set('k', 1)
      expect(await store.get('k')).toBe(1)
    },
  }),
]
