import type { Key, ListOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, keysOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from './keys.ts'

const bytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))

export const keyValueLists: readonly Rule[] = [
  rule({
    id: 'key-value.list.empty',
    title: 'keyValue.list() of an empty store yields nothing and has no cursor',
    present: async (context) => {
      const listing = context.store().list()
      expect(await collect(listing)).toStrictEqual([])
      expect(listing.cursor).toBeUndefined()
    },
  }),
  rule({
    id: 'key-value.list.entries',
    title: 'keyValue.list() yields whole entries, as entry() gives them',
    present: async (context) => {
      const store = context.store<number>()
      await store.set('a', 1)
      await store.set('b', 2, { ttl: 3_600_000 })
      expect(await collect(store.list())).toStrictEqual([await store.entry('a'), await store.entry('b')])
    },
  }),
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
    id: 'key-value.list.limit',
    title: 'keyValue.list() yields at most limit entries, from the end of the order that it begins at',
    present: async (context) => {
      const store = context.store()
      await store.setMany(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, 1]))
      for (const limit of [1, 3, 5, 6, 7, 1_000]) {
        expect((await keysOf(store.list({ limit }))).join('')).toBe('abcdef'.slice(0, limit))
        expect((await keysOf(store.list({ limit, reverse: true }))).join('')).toBe('fedcba'.slice(0, limit))
      }
      expect((await keysOf(store.list({ start: 'b', end: 'e', limit: 2, reverse: true }))).join('')).toBe(
        'dc',
      )
    },
  }),
  rule({
    id: 'key-value.list.bad-options',
    title: 'keyValue.list() refuses a bad limit, direction or bound as misuse',
    present: async (context) => {
      const store = context.store()
      await store.set('a', 1)
      for (const limit of [0, -1, 1.5, Number.NaN, '5', null] as number[])
        await misuse(() => collect(store.list({ limit })))
      await misuse(() => collect(store.list({ start: 5 as unknown as Key })))
      await misuse(() => collect(store.list({ end: [] as unknown as Key })))
      await misuse(() => collect(store.list({ prefix: '' })))
      await misuse(() => collect(store.list({ reverse: 'yes' as unknown as boolean })))
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
  rule({
    id: 'key-value.list.several-at-once',
    title: 'keyValue.list() can be walked by several callers at once, and left early',
    present: async (context) => {
      const store = context.store()
      const keys = Array.from({ length: 50 }, (_, index) => `k${String(index).padStart(2, '0')}`)
      await store.setMany(keys.map((key) => [key, 1]))
      const left = async (after: number): Promise<number> => {
        let count = 0
        for await (const _ of store.list()) if ((count += 1) === after) break
        return count
      }
      const walks = await Promise.all([
        keysOf(store.list()),
        left(1),
        keysOf(store.list({ reverse: true })),
        left(30),
        keysOf(store.list()),
      ])
      expect(walks).toStrictEqual([keys, 1, [...keys].reverse(), 30, keys])
      expect(await store.get('k00')).toBe(1)
    },
  }),
  rule({
    id: 'key-value.list.while-writing',
    title: 'keyValue.list() can be walked while the same caller writes and deletes what it yields',
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 40 }, (_, index) => `k${String(index).padStart(2, '0')}`)
      await store.setMany(keys.map((key) => [key, 0]))
      const seen: unknown[] = []
      for await (const entry of store.list()) {
        seen.push(entry.key)
        await store.set(entry.key, 1)
        if (entry.key === 'k10') await store.delete('k10')
      }
      expect(seen).toStrictEqual(keys)
      expect(await store.getMany(['k00', 'k10', 'k39'])).toStrictEqual([1, undefined, 1])
    },
  }),
]
