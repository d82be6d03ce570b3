import { expect } from 'vitest'
import type { Key } from '@holdfast/core'
import { collect, keysOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

/** Texts that have broken prefixes, patterns, separators, orders or paths somewhere. In byte order. */
export const hostileKeys: readonly string[] = [
  '\u0001',
  '\u0001\u0001',
  '\u0002',
  ' ',
  ' a',
  '"',
  '$1',
  '%',
  "'",
  "'; drop table users; --",
  '*',
  '../../etc',
  '/',
  ':',
  '?',
  'A',
  'B',
  '[0]',
  '\\',
  '\\%',
  '_',
  '__proto__',
  'a',
  'a ',
  'a%',
  'a.b',
  'a:b',
  'a_',
  'aXb',
  'a_b',
  'ab',
  'constructor',
  'e\u0301',
  'null',
  'undefined',
  '{}',
  '\u007F',
  '\u00E9',
  '\u4E2D',
  '\uD7FF',
  '\uE000',
  '\uFEFF',
  '\uFFFD',
  '\uFFFF',
  '\u{10000}',
  '😀',
  '\u{10FFFF}',
].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))

const noKeys: readonly unknown[] = [
  undefined,
  null,
  5,
  true,
  {},
  ['a', 5],
  [null],
  Symbol('k'),
  new String('a'),
  new Date(0),
]

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
  rule({
    id: 'key-value.key.limit',
    title:
      'keyValue takes a key of limits.keyBytes bytes and refuses one more with too-large, before anything is sent',
    present: async (context) => {
      const store = context.store<number>()
      const longest = 'k'.repeat(context.limits.keyBytes)
      await store.set(longest, 1)
      await store.set(`${longest.slice(0, -1)}j`, 2)
      expect(await store.getMany([longest, `${longest.slice(0, -1)}j`])).toStrictEqual([1, 2])
      expect(await keysOf(store.list({ prefix: longest }))).toStrictEqual([longest])
      await refusal('too-large', () => store.set(`${longest}k`, 1))
      await refusal('too-large', () => store.get(`${longest}k`))
      await refusal('too-large', () => store.set('é'.repeat(context.limits.keyBytes / 2 + 1), 1))
      await store.set('é'.repeat(context.limits.keyBytes / 2), 3)
      expect(await store.clear()).toBe(3)
    },
  }),
  rule({
    id: 'key-value.key.nul',
    title: 'keyValue refuses a key with U+0000 or half a surrogate pair with invalid-value',
    present: async (context) => {
      const store = context.store()
      for (const key of ['\u0000', 'a\u0000b', '\uD800', 'a\uDC00']) {
        await refusal('invalid-value', () => store.set(key, 1))
        await refusal('invalid-value', () => store.get(key))
        await refusal('invalid-value', () => store.set(['a', key], 1))
      }
      expect(await keysOf(store.list())).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.key.empty',
    title: 'keyValue refuses the empty key and the empty tuple as misuse',
    present: async (context) => {
      const store = context.store()
      await misuse(() => store.set('', 1))
      await misuse(() => store.get(''))
      await misuse(() => store.set([] as unknown as Key, 1))
      await misuse(() => store.set([''], 1))
      expect(await keysOf(store.list())).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.key.no-key',
    title:
      'keyValue refuses what is neither a string nor a tuple of strings with a TypeError, in every operation',
    present: async (context) => {
      const store = context.store()
      for (const wrong of noKeys as readonly Key[]) {
        await misuse(() => store.get(wrong))
        await misuse(() => store.entry(wrong))
        await misuse(() => store.has(wrong))
        await misuse(() => store.getMany(['a', wrong]))
        await misuse(() => store.set(wrong, 1))
        await misuse(() =>
          store.setMany([
            ['a', 1],
            [wrong, 1],
          ]),
        )
        await misuse(() => store.update(wrong, () => 1))
        await misuse(() => store.delete(wrong))
        await misuse(() => store.increment(wrong))
        await misuse(() => store.touch(wrong, 5))
        await misuse(() => store.atomic().set('a', 1).delete(wrong).commit())
        await misuse(() => store.deletePrefix(wrong))
        await misuse(() => collect(store.watch([wrong])))
      }
      expect(await keysOf(store.list())).toStrictEqual([])
    },
  }),
]
