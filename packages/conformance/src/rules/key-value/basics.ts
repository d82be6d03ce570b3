import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueBasics: readonly Rule[] = [
  rule({
    id: 'key-value.get.missing',
    title: 'keyValue gives undefined, false and holes for entries that do not exist',
    present: async (context) => {
      const store = context.store()
      expect(await store.get('missing')).toBeUndefined()
      expect(await store.entry('missing')).toBeUndefined()
      expect(await store.has('missing')).toBe(false)
      expect(await store.delete('missing')).toBe(false)
      expect(await store.touch('missing', 1_000)).toBe(false)
      expect(await store.clear()).toBe(0)
      expect(await store.deletePrefix('missing')).toBe(0)
    },
  }),
  rule({
    id: 'key-value.set.replaces',
    title: 'keyValue.set() creates and then replaces the entry',
    present: async (context) => {
      const store = context.store()
      const first = await store.set('k', { a: 1, b: 2 })
      const second = await store.set('k', { c: 3 })
      expect(await store.get('k')).toStrictEqual({ c: 3 })
      expect(first.ok && second.ok).toBe(true)
      expect(first.version).not.toBe(second.version)
    },
  }),
  rule({
    id: 'key-value.set.null-is-a-value',
    title: 'keyValue tells a stored null from a missing entry',
    present: async (context) => {
      const store = context.store()
      await store.set('k', null)
      expect(await store.get('k')).toBeNull()
      expect(await store.has('k')).toBe(true)
      expect(await store.getMany(['k', 'missing'])).toStrictEqual([null, undefined])
      expect(await store.delete('k')).toBe(true)
      expect(await store.get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'key-value.delete.tells',
    title: 'keyValue.delete() tells whether there was an entry, and takes only that one',
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['k', 1],
        ['kk', 2],
      ])
      expect(await store.delete('k')).toBe(true)
      expect(await store.delete('k')).toBe(false)
      expect(await store.get('kk')).toBe(2)
    },
  }),
  rule({
    id: 'key-value.clear.counts',
    title: 'keyValue.clear() deletes every entry of its store and gives their number',
    present: async (context) => {
      const store = context.store()
      const other = context.session.keyValue('other')
      await other.set('k', 1)
      await store.setMany(Array.from({ length: 25 }, (_, index) => [`k${index}`, index]))
      expect(await store.clear()).toBe(25)
      expect(await store.clear()).toBe(0)
      expect(await other.get('k')).toBe(1)
    },
  }),
]
