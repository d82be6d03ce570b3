import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueUpdates: readonly Rule[] = [
  rule({
    id: 'key-value.update.lost-race',
    title: 'keyValue.update() runs again when another writer was faster, so no change is lost',
    present: async (context) => {
      const store = context.store<number[]>()
      const add = (caller: number): Promise<unknown> => store.update('k', (list = []) => [...list, caller])
      await Promise.all(Array.from({ length: 12 }, (_, caller) => add(caller)))
      expect((await store.get('k'))?.toSorted((left, right) => left - right)).toStrictEqual(
        Array.from({ length: 12 }, (_, caller) => caller),
      )
    },
  }),
  rule({
    id: 'key-value.update.undefined',
    title: 'keyValue.update() leaves the entry as it is when the change is undefined',
    present: async (context) => {
      const store = context.store()
      const { version } = await store.set('k', 1)
      expect(await store.update('k', () => undefined)).toBe(1)
      expect((await store.entry('k'))?.version).toBe(version)
      expect(await store.update('missing', () => undefined)).toBeUndefined()
      expect(await store.has('missing')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.update.creates',
    title: 'keyValue.update() creates an entry from undefined, and gives the value that stands',
    present: async (context) => {
      const store = context.store()
      const seen: unknown[] = []
      expect(await store.update('k', async (value) => (seen.push(value), 'new'))).toBe('new')
      expect(await store.update('k', (value) => (seen.push(value), null))).toBeNull()
      expect(await store.get('k')).toBeNull()
      expect(seen).toStrictEqual([undefined, 'new'])
    },
  }),
  rule({
    id: 'key-value.update.throws',
    title: 'keyValue.update() passes on what the change throws, and writes nothing',
    present: async (context) => {
      const store = context.store<unknown>()
      await store.set('k', { a: 1 })
      const thrown = new Error('no')
      const change = (value: unknown): never => {
        ;(value as { a: number }).a = 2
        throw thrown
      }
      await expect(store.update('k', change)).rejects.toBe(thrown)
      expect(await store.get('k')).toStrictEqual({ a: 1 })
    },
  }),
]
