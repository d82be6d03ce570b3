import type { Key, ListOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from './hostile-keys.ts'

const bytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))

export const keyValueRanges: readonly Rule[] = [
  rule({
    id: 'key-value.list.range',
    title: 'keyValue.list() takes start inclusive and end exclusive, in both directions, alone and together',
    present: async (context) => {
      const store = context.store()
      const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      await store.setMany(keys.map((key) => [key, 1]))
      const cases: readonly (readonly [ListOptions, string])[] = [
        [{ start: 'c' }, 'cdefgh'],
        [{ end: 'c' }, 'ab'],
        [{ start: 'c', end: 'f' }, 'cde'],
        [{ start: 'c', end: 'c' }, ''],
        [{ start: 'f', end: 'c' }, ''],
        [{ start: 'cc', end: 'ff' }, 'def'],
        [{ start: 'z' }, ''],
        [{ end: 'A' }, ''],
      ]
      for (const [options, expected] of cases) {
        expect((await keysOf(store.list(options))).join('')).toBe(expected)
        expect((await keysOf(store.list({ ...options, reverse: true }))).join('')).toBe(
          expected.split('').reverse().join(''),
        )
      }
    },
  }),
  rule({
    id: 'key-value.list.prefix',
    title:
      'keyValue.list() takes a string prefix for the beginning of a key, and no character of it for a pattern',
    present: async (context) => {
      const store = context.store()
      await store.setMany(hostileKeys.map((key) => [key, 1]))
      for (const prefix of [
        '%',
        '_',
        'a',
        'a_',
        'a%',
        '\\',
        'A',
        '[',
        '*',
        '?',
        'e',
        'é',
        '\uFFFF',
        '\u{10FFFF}',
        '😀',
        "'",
        'zzz',
        '\u0001',
        '\uD7FF',
      ]) {
        const expected = hostileKeys.filter((key) => key.startsWith(prefix))
        expect(await keysOf(store.list({ prefix })), JSON.stringify(prefix)).toStrictEqual(expected)
        expect(await keysOf(store.list({ prefix, reverse: true }))).toStrictEqual([...expected].reverse())
      }
    },
  }),
  rule({
    id: 'key-value.list.tuple-prefix',
    title: 'keyValue.list() takes a tuple prefix for whole first elements',
    present: async (context) => {
      const store = context.store()
      const keys: Key[] = [
        'a',
        ['a', '1'],
        ['a', '1', 'x'],
        ['a', '10'],
        ['a', '2'],
        ['ab', '1'],
        ['b', '1'],
        'a%',
      ]
      for (const key of keys) await store.set(key, 1)
      expect(await keysOf(store.list({ prefix: ['a'] }))).toStrictEqual([
        ['a', '1'],
        ['a', '1', 'x'],
        ['a', '10'],
        ['a', '2'],
      ])
      expect(await keysOf(store.list({ prefix: ['a', '1'] }))).toStrictEqual([['a', '1', 'x']])
      expect(await keysOf(store.list({ prefix: 'ab' }))).toStrictEqual([['ab', '1']])
      expect(await keysOf(store.list({ prefix: ['b'], reverse: true }))).toStrictEqual([['b', '1']])
      expect(await keysOf(store.list({ prefix: ['a'], start: ['a', '10'], end: ['a', '2'] }))).toStrictEqual([
        ['a', '10'],
      ])
    },
  }),
  rule({
    id: 'key-value.list.random-ranges',
    title: 'keyValue.list() agrees with a sorted array for random keys, prefixes, ranges and limits',
    present: async (context) => {
      const { random } = context
      const store = context.store()
      const letters = ['a', 'b', 'B', '_', '%', 'é', '😀', '\uFFFF']
      const text = (longest: number): string =>
        Array.from({ length: 1 + random.whole(longest) }, () => random.pick(letters)).join('')
      const keys = [...new Set(Array.from({ length: 120 }, () => text(5)))].sort(bytes)
      await store.setMany(random.shuffle(keys).map((key) => [key, 1]))
      for (let round = 0; round < 30; round += 1) {
        const options = {
          ...(random.whole(2) === 0 && { prefix: text(2) }),
          ...(random.whole(2) === 0 && { start: text(3) }),
          ...(random.whole(2) === 0 && { end: text(3) }),
          ...(random.whole(2) === 0 && { reverse: true }),
          ...(random.whole(2) === 0 && { limit: 1 + random.whole(20) }),
        }
        const inside = keys.filter(
          (key) =>
            key.startsWith(options.prefix ?? '') &&
            (options.start === undefined || bytes(key, options.start) >= 0) &&
            (options.end === undefined || bytes(key, options.end) < 0),
        )
        const ordered = options.reverse ? inside.reverse() : inside
        expect(await keysOf(store.list(options)), JSON.stringify(options)).toStrictEqual(
          ordered.slice(0, options.limit),
        )
      }
    },
  }),
]
