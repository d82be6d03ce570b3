import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const batchingOneTurn: readonly Rule[] = [
  rule({
    id: 'batching.repeated-key',
    title:
      'a key that is set several times in one turn ends with the last value, beside other keys and stores',
    present: async (context) => {
      const store = context.store<number>()
      const other = context.session.keyValue<number>('other')
      for (let round = 0; round < 5; round += 1) {
        const writes = [1, 2, 3, 4, 5].flatMap((value) => [
          store.set('k', value),
          store.set(`k${value}`, value),
          other.set('k', -value),
        ])
        const versions = (await Promise.all(writes)).map((result) => result.version)
        expect(await store.getMany(['k', 'k1', 'k5'])).toStrictEqual([5, 1, 5])
        expect(await other.get('k')).toBe(-5)
        expect((await store.entry('k'))?.version).toBe(versions[12])
      }
    },
  }),
  rule({
    id: 'batching.conditions-in-one-turn',
    title: 'conditional writes of one key in one turn are judged one after the other',
    present: async (context) => {
      const store = context.store<number>()
      const results = await Promise.all([
        store.set('k', 1, { ifAbsent: true }),
        store.set('k', 2, { ifAbsent: true }),
        store.delete('k'),
        store.set('k', 3, { ifAbsent: true }),
        store.delete('k', { ifVersion: 'other' }),
        store.increment('k', 4),
        store.delete('missing'),
      ])
      expect([
        results[0].ok,
        results[1].ok,
        results[2],
        results[3].ok,
        results[4],
        results[5],
        results[6],
      ]).toStrictEqual([true, false, true, true, false, 7, false])
      expect(await store.get('k')).toBe(7)
    },
  }),
  rule({
    id: 'batching.refused-alone',
    title: 'a write that is refused before it is sent fails alone, in the middle of sixty others',
    present: async (context) => {
      const store = context.store<unknown>()
      const writes = Array.from({ length: 60 }, (_, index) =>
        index === 30
          ? store.set('bad', Number.NaN)
          : index === 31
            ? store.set('x'.repeat(10_000), 1)
            : store.set(`k${index}`, index),
      )
      const results = await Promise.allSettled(writes)
      expect(
        results.flatMap((result, index) =>
          result.status === 'rejected' ? [[index, result.reason.code]] : [],
        ),
      ).toStrictEqual([
        [30, 'invalid-value'],
        [31, 'too-large'],
      ])
      expect(await store.clear()).toBe(58)
    },
  }),
]
