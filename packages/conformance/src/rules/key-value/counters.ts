import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

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
]
