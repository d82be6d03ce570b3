import type { Key } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, keysOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

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
]
