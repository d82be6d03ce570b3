import { expect } from 'vitest'
import { collect, keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from './hostile-keys.ts'

export const keyValueKeys: readonly Rule[] = [
  rule({
    id: 'key-value.key.hostile',
    title: 'keyValue keeps hostile keys apart, each with its own value',
    present: async (context) => {
      const store = context.store<string>()
      await Promise.all(hostileKeys.map((key) => store.set(key, `value of ${key}`)))
      expect(await store.getMany(hostileKeys)).toStrictEqual(hostileKeys.map((key) => `value of ${key}`))
      for (const key of hostileKeys) expect((await store.entry(key))?.key).toBe(key)
      expect(await store.delete('a%')).toBe(true)
      expect(await store.has('a_')).toBe(true)
      expect(await store.clear()).toBe(hostileKeys.length - 1)
    },
  }),
  rule({
    id: 'key-value.key.byte-order',
    title:
      'keyValue.list() orders hostile keys as UTF-8 bytes: an emoji after U+FFFF, capitals before small letters',
    present: async (context) => {
      const store = context.store()
      await store.setMany(context.random.shuffle(hostileKeys).map((key) => [key, 1]))
      expect(await keysOf(store.list())).toStrictEqual(hostileKeys)
      expect(await keysOf(store.list({ reverse: true }))).toStrictEqual([...hostileKeys].reverse())
    },
  }),
  rule({
    id: 'key-value.key.case',
    title: 'keyValue tells keys apart by case, accent and Unicode form',
    present: async (context) => {
      const store = context.store<number>()
      const keys = ['a', 'A', 'á', 'a\u0301', 'ａ', 'ß', 'ss', 'İ', 'i']
      await store.setMany(keys.map((key, index) => [key, index]))
      expect(await store.getMany(keys)).toStrictEqual(keys.map((_, index) => index))
    },
  }),
  rule({
    id: 'key-value.key.numeric-text',
    title: 'keyValue keeps keys that look like numbers as texts',
    present: async (context) => {
      const store = context.store<number>()
      const keys = ['0', '00', '1', '01', '1.0', '1e0', '-0', '9007199254740993', ' 1']
      await store.setMany(keys.map((key, index) => [key, index]))
      expect(await store.getMany(keys)).toStrictEqual(keys.map((_, index) => index))
      expect((await collect(store.list())).every((entry) => typeof entry.key === 'string')).toBe(true)
    },
  }),
]
