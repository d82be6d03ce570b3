import { expect } from 'vitest'
import type { Key } from '@holdfast/core'
import { collect, keysOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

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

export const keyValueRefusedKeys: readonly Rule[] = [
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
