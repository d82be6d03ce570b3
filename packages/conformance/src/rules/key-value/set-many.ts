import { expect } from 'vitest'
import { failureOf, keysOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueSetMany: readonly Rule[] = [
  rule({
    id: 'key-value.set-many.last-wins',
    title: 'keyValue.setMany() with a key twice ends with the last value',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany([
        ['a', 1],
        ['b', 2],
        ['a', 3],
        ['b', 4],
        ['a', 5],
      ])
      expect(await store.getMany(['a', 'b'])).toStrictEqual([5, 4])
      await store.setMany([
        ['a', 6],
        ['a', 7],
      ])
      expect(await store.get('a')).toBe(7)
    },
  }),
  rule({
    id: 'key-value.set-many.all-or-none',
    title: 'keyValue.setMany() with one bad member writes nothing',
    present: async (context) => {
      const store = context.store<unknown>()
      await store.set('a', 'before')
      await refusal('invalid-value', () =>
        store.setMany([
          ['a', 1],
          ['b', Number.NaN],
          ['c', 1],
        ]),
      )
      await refusal('too-large', () =>
        store.setMany([
          ['a', 1],
          ['k'.repeat(context.limits.keyBytes + 1), 1],
        ]),
      )
      await misuse(() =>
        store.setMany([
          ['a', 1],
          ['', 1],
        ]),
      )
      expect(await keysOf(store.list())).toStrictEqual(['a'])
      expect(await store.get('a')).toBe('before')
    },
  }),
  rule({
    id: 'key-value.set-many.iterable',
    title: 'keyValue.setMany() takes any iterable once, and passes on what it throws without writing',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany(
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      )
      const thrown = new Error('from the iterable')
      const failing = function* (): Generator<readonly [string, number]> {
        yield ['a', 9]
        throw thrown
      }
      expect(await failureOf(() => store.setMany(failing()))).toBe(thrown)
      expect(await store.getMany(['a', 'b'])).toStrictEqual([1, 2])
      await misuse(() => store.setMany(5 as unknown as []))
    },
  }),
  rule({
    id: 'key-value.set-many.ttl',
    title: 'keyValue.setMany() gives its ttl to every entry',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        [
          ['a', 1],
          ['b', 2],
        ],
        { ttl: 100 },
      )
      expect((await store.entry('b'))?.expiresAt).toStrictEqual(new Date(clock() + 100))
      clock.advance(100)
      expect(await store.getMany(['a', 'b'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'key-value.set-many.opposite-orders',
    title: 'keyValue.setMany() of the same keys in opposite orders by several callers never fails',
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 32 }, (_, index) => `k${index}`)
      const write = async (caller: number): Promise<void> => {
        const ordered = caller % 2 === 0 ? keys : [...keys].reverse()
        for (let round = 0; round < 6; round += 1) await store.setMany(ordered.map((key) => [key, caller]))
      }
      await Promise.all([0, 1, 2, 3].map(write))
      const values = await store.getMany(keys)
      expect(new Set(values).size).toBe(1)
    },
  }),
]
