import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number

export const keyValueCounters: readonly Rule[] = [
  rule({
    id: 'key-value.increment.from-zero',
    title: 'keyValue.increment() creates the entry from 0 and gives the sum',
    present: async (context) => {
      const store = context.store<number>()
      expect(await store.increment('k')).toBe(1)
      expect(await store.increment('k', 41)).toBe(42)
      expect(await store.increment('k', -50)).toBe(-8)
      expect(await store.increment('k', 0)).toBe(-8)
      expect(await store.get('k')).toBe(-8)
    },
  }),
  rule({
    id: 'key-value.increment.mixes-with-set',
    title: 'keyValue.increment() counts on from a value that was set, and set() replaces a counter',
    present: async (context) => {
      const store = context.store<number | string>()
      await store.set('k', 10)
      expect(await store.increment('k')).toBe(11)
      await store.set('k', 'text')
      expect(await store.get('k')).toBe('text')
      await store.set('k', 5)
      expect(await store.increment('k', 2)).toBe(7)
      expect(await store.getMany(['k'])).toStrictEqual([7])
    },
  }),
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
  rule({
    id: 'key-value.increment.not-a-number',
    title: 'keyValue.increment() of what is not a whole number throws invalid-value and changes nothing',
    present: async (context) => {
      const store = context.store()
      for (const value of ['5', 1.5, null, true, {}, [1], '']) {
        const { version } = await store.set('k', value)
        await refusal('invalid-value', () => store.increment('k'))
        const entry = await store.entry('k')
        expect([entry?.value, entry?.version]).toStrictEqual([value, version])
      }
    },
  }),
  rule({
    id: 'key-value.increment.bad-step',
    title: 'keyValue.increment() refuses a step that is not a safe whole number',
    present: async (context) => {
      const store = context.store()
      for (const wrong of [1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 2 ** 53, 1n] as number[]) {
        await failureOf(() => store.increment('k', wrong))
        await failureOf(() => store.atomic().increment('k', wrong).commit())
      }
      await misuse(() => store.increment('k', '1' as unknown as number))
      expect(await store.has('k')).toBe(false)
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
