import { expect } from 'vitest'
import { collect, keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { padded, pages } from './walk-pages.ts'

export const keyValuePages: readonly Rule[] = [
  rule({
    id: 'key-value.page.walk',
    title: 'keyValue.list() with cursors gives every entry once, for every page size and in both directions',
    present: async (context) => {
      const store = context.store<number>()
      const keys = Array.from({ length: 23 }, (_, index) => padded(index))
      await store.setMany(keys.map((key, index) => [key, index]))
      for (const limit of [1, 2, 7, 22, 23, 24]) {
        expect(await pages(store, { limit })).toStrictEqual(keys)
        expect(await pages(store, { limit, reverse: true })).toStrictEqual([...keys].reverse())
      }
    },
  }),
  rule({
    id: 'key-value.page.selection',
    title: 'keyValue.list() with a cursor stays inside prefix, start and end',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany(['a1', 'b1', 'b2', 'b3', 'b4', 'b5', 'c1'].map((key) => [key, 1]))
      expect(await pages(store, { prefix: 'b', limit: 2 })).toStrictEqual(['b1', 'b2', 'b3', 'b4', 'b5'])
      expect(await pages(store, { prefix: 'b', limit: 2, reverse: true })).toStrictEqual([
        'b5',
        'b4',
        'b3',
        'b2',
        'b1',
      ])
      expect(await pages(store, { start: 'b2', end: 'b5', limit: 1 })).toStrictEqual(['b2', 'b3', 'b4'])
      expect(await pages(store, { start: 'b2', end: 'b5', limit: 1, reverse: true })).toStrictEqual([
        'b4',
        'b3',
        'b2',
      ])
    },
  }),
  rule({
    id: 'key-value.page.mid-walk-cursor',
    title:
      'keyValue.list().cursor is the position after the last entry that was yielded, also when the loop is left early',
    present: async (context) => {
      const store = context.store<number>()
      await store.setMany([0, 1, 2, 3, 4].map((index) => [padded(index), index]))
      const listing = store.list()
      for await (const entry of listing) if (entry.value === 1) break
      expect(listing.cursor).toBeDefined()
      const rest = store.list({ ...(listing.cursor !== undefined && { cursor: listing.cursor }) })
      expect(await keysOf(rest)).toStrictEqual([padded(2), padded(3), padded(4)])
      const end = rest.cursor
      expect(await keysOf(store.list({ ...(end !== undefined && { cursor: end }) }))).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.page.many',
    title: 'keyValue.list() walks a thousand entries of mixed size in order without a limit',
    present: async (context) => {
      const store = context.store<string>()
      const keys = Array.from({ length: 1_200 }, (_, index) => padded(index))
      await store.setMany(keys.map((key, index) => [key, 'x'.repeat((index * 37) % 500)]))
      const entries = await collect(store.list())
      expect(entries.map((entry) => entry.key)).toStrictEqual(keys)
      expect(entries.every((entry, index) => entry.value.length === (index * 37) % 500)).toBe(true)
      expect(await keysOf(store.list({ reverse: true }))).toStrictEqual(keys.reverse())
    },
  }),
]
