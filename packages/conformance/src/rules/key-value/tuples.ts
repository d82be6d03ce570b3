import { expect } from 'vitest'
import type { Key } from '@holdfast/core'
import { keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueTuples: readonly Rule[] = [
  rule({
    id: 'key-value.key.tuple',
    title: 'keyValue keeps tuples apart whatever separators their elements hold',
    present: async (context) => {
      const store = context.store<number>()
      const keys: Key[] = [
        ['a', 'b'],
        ['a:b', 'c'],
        ['a', 'b:c'],
        ['a', 'b', 'c'],
        ['a\u0001b', 'c'],
        ['a', '\u0001b', 'c'],
        ['a\u0002', 'b'],
        ['a', ''],
        ['a', '', ''],
        ['', 'a'],
        ['a/b', 'c'],
        'a',
        'a\u0001',
        'a\u0001b',
        'a,b',
        '["a","b"]',
      ]
      for (const [index, key] of keys.entries()) await store.set(key, index)
      expect(await store.getMany(keys)).toStrictEqual(keys.map((_, index) => index))
      for (const key of keys) expect((await store.entry(key))?.key).toStrictEqual(key)
      expect(await store.clear()).toBe(keys.length)
    },
  }),
  rule({
    id: 'key-value.key.tuple-of-one',
    title: 'keyValue takes a tuple of one element for that string',
    present: async (context) => {
      const store = context.store<number>()
      await store.set(['a'], 1)
      expect(await store.get('a')).toBe(1)
      expect((await store.entry(['a']))?.key).toBe('a')
    },
  }),
  rule({
    id: 'key-value.key.tuple-order',
    title: 'keyValue.list() orders tuples element by element, shorter ones first',
    present: async (context) => {
      const store = context.store()
      const inOrder: Key[] = [
        'a',
        ['a', ''],
        ['a', 'a'],
        ['a', 'a', 'z'],
        ['a', 'b'],
        ['a', 'é'],
        'a\u0001',
        'a ',
        ['a ', 'a'],
        'aa',
        ['aa', 'a'],
        'b',
      ]
      for (const key of context.random.shuffle(inOrder)) await store.set(key, 1)
      expect(await keysOf(store.list())).toStrictEqual(inOrder)
    },
  }),
]
