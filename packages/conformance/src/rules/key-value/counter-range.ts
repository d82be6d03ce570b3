import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number

export const keyValueCounterRange: readonly Rule[] = [
  rule({
    id: 'key-value.increment.range',
    title: 'keyValue.increment() counts up to ±(2^53 − 1) and throws out-of-range beyond, changing nothing',
    present: async (context) => {
      const store = context.store<number>()
      expect(await store.increment('up', MAX_SAFE_INTEGER)).toBe(MAX_SAFE_INTEGER)
      await refusal('out-of-range', () => store.increment('up'))
      expect(await store.get('up')).toBe(MAX_SAFE_INTEGER)
      expect(await store.increment('up', -1)).toBe(MAX_SAFE_INTEGER - 1)
      expect(await store.increment('down', MIN_SAFE_INTEGER)).toBe(MIN_SAFE_INTEGER)
      await refusal('out-of-range', () => store.increment('down', -1))
      await refusal('out-of-range', () => store.increment('down', MIN_SAFE_INTEGER))
      expect(await store.get('down')).toBe(MIN_SAFE_INTEGER)
    },
  }),
  rule({
    id: 'key-value.increment.range-among-others',
    title: 'keyValue.increment() that leaves the range fails alone: calls beside it go on',
    present: async (context) => {
      const store = context.store<number>()
      await store.set('full', MAX_SAFE_INTEGER - 1)
      const results = await Promise.allSettled([
        store.increment('a'),
        store.increment('full'),
        store.increment('full'),
        store.increment('b'),
        store.increment('full', -1),
      ])
      expect(
        results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code)),
      ).toStrictEqual([1, MAX_SAFE_INTEGER, 'out-of-range', 1, MAX_SAFE_INTEGER - 1])
    },
  }),
]
