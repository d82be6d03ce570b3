import { expect } from 'vitest'
import { keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueWalks: readonly Rule[] = [
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
