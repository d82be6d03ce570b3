import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueConcurrentCounters: readonly Rule[] = [
  rule({
    id: 'key-value.increment.concurrent',
    title: 'keyValue.increment() by N concurrent callers loses none, and each gets a sum of its own',
    present: async (context) => {
      const store = context.store<number>()
      const sums: number[] = []
      const caller = async (): Promise<void> => {
        for (let round = 0; round < 10; round += 1) sums.push(await store.increment('k'))
      }
      await Promise.all(Array.from({ length: 20 }, caller))
      expect(await store.get('k')).toBe(200)
      expect(sums.toSorted((left, right) => left - right)).toStrictEqual(
        Array.from({ length: 200 }, (_, index) => index + 1),
      )
    },
  }),
  rule({
    id: 'key-value.increment.one-turn',
    title: 'keyValue.increment() called many times in one turn gives distinct sums in the order of the calls',
    present: async (context) => {
      const store = context.store<number>()
      const by = [1, 5, -2, 10, 0, 3, 7]
      const sums = await Promise.all(by.map((step) => store.increment('k', step)))
      expect(sums).toStrictEqual([1, 6, 4, 14, 14, 17, 24])
      const others = await Promise.all(['a', 'k', 'b', 'k', 'a'].map((key) => store.increment(key)))
      expect(others).toStrictEqual([1, 25, 1, 26, 2])
    },
  }),
  rule({
    id: 'key-value.increment.transactions',
    title: 'keyValue.increment() in concurrent transactions loses none',
    present: async (context) => {
      const { session } = context
      const once = (): Promise<number> => session.transaction((tx) => tx.keyValue('items').increment('k', 2))
      await Promise.all(Array.from({ length: 10 }, once))
      expect(await session.keyValue('items').get('k')).toBe(20)
    },
  }),
  rule({
    id: 'key-value.increment.set-between',
    title: 'keyValue.increment(), set() and delete() of one key in one turn act in the order of the calls',
    present: async (context) => {
      const store = context.store<number>()
      const results = await Promise.all([
        store.increment('k', 5),
        store.set('k', 100),
        store.increment('k'),
        store.delete('k'),
        store.increment('k', 3),
        store.increment('k', 4),
      ])
      expect([results[0], results[2], results[3], results[4], results[5]]).toStrictEqual([5, 101, true, 3, 7])
      expect(await store.get('k')).toBe(7)
    },
  }),
]
