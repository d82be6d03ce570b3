import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { callers } from './callers.ts'

export const keyValueDeletes: readonly Rule[] = [
  rule({
    id: 'key-value.delete.if-version',
    title: 'keyValue.delete() with ifVersion deletes only that version, for one of N callers',
    present: async (context) => {
      const store = context.store()
      const first = await store.set('k', 1)
      const second = await store.set('k', 2)
      expect(await store.delete('k', { ifVersion: first.version })).toBe(false)
      expect(await store.get('k')).toBe(2)
      const tries = Array.from({ length: callers }, () => store.delete('k', { ifVersion: second.version }))
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
      expect(await store.has('k')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.delete.one-winner',
    title: 'keyValue.delete() answers true to exactly one of N callers',
    present: async (context) => {
      const store = context.store()
      await store.set('k', 1)
      const tries = Array.from({ length: callers }, () => store.delete('k'))
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    },
  }),
]
