import { expect } from 'vitest'
import { keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueGetMany: readonly Rule[] = [
  rule({
    id: 'key-value.get-many.order',
    title: 'keyValue.getMany() answers in the order asked, with holes and repeated keys',
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['a', 1],
        ['b', 2],
        ['c', null],
      ])
      expect(await store.getMany(['c', 'missing', 'a', 'a', 'b', 'missing', 'a'])).toStrictEqual([
        null,
        undefined,
        1,
        1,
        2,
        undefined,
        1,
      ])
    },
  }),
  rule({
    id: 'key-value.entries',
    title: 'keyValue.entries() gives the entries of keys as entry() does, in the order asked, with holes',
    present: async (context) => {
      const store = context.store()
      await store.set(['a', 'b'], 1, { ttl: 60_000 })
      await store.set('c', null)
      const expected = [
        await store.entry('c'),
        undefined,
        await store.entry(['a', 'b']),
        await store.entry('c'),
      ]
      expect(expected.map((entry) => entry?.value)).toStrictEqual([null, undefined, 1, null])
      expect(await store.entries(['c', 'missing', ['a', 'b'], 'c'])).toStrictEqual(expected)
      expect(await store.entries([])).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.get-many.empty',
    title: 'keyValue.getMany() and setMany() take empty lists',
    present: async (context) => {
      const store = context.store()
      expect(await store.getMany([])).toStrictEqual([])
      await store.setMany([])
      await store.setMany(new Map())
      expect(await keysOf(store.list())).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.get-many.large',
    title: 'keyValue.getMany() and setMany() take thousands of keys at once',
    timeout: 60_000,
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 3_000 }, (_, index) => `k${index}`)
      await store.setMany(keys.map((key, index) => [key, index]))
      const asked = context.random.shuffle(keys)
      expect(await store.getMany(asked)).toStrictEqual(asked.map((key) => Number(key.slice(1))))
      expect(await store.clear()).toBe(3_000)
    },
  }),
  rule({
    id: 'key-value.get-many.one-snapshot',
    title: 'keyValue.getMany() never shows half of a setMany()',
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
      const write = (round: number): Promise<void> => store.setMany(keys.map((key) => [key, round]))
      await write(0)
      let isDone = false
      const torn: unknown[] = []
      const reader = async (): Promise<void> => {
        while (!isDone) {
          const values = await store.getMany(context.random.shuffle(keys))
          if (new Set(values).size !== 1) torn.push(values)
          await new Promise(setImmediate)
        }
      }
      const readers = [reader(), reader()]
      for (let round = 1; round <= 25; round += 1) await write(round)
      isDone = true
      await Promise.all(readers)
      expect(torn).toStrictEqual([])
    },
  }),
]
