import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueEntries: readonly Rule[] = [
  rule({
    id: 'key-value.entry.fields',
    title: 'keyValue.entry() gives key, value, version and times',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const created = clock()
      const { version } = await store.set('k', 1)
      expect(await store.entry('k')).toStrictEqual({
        key: 'k',
        value: 1,
        version,
        createdAt: new Date(created),
        updatedAt: new Date(created),
      })
    },
  }),
  rule({
    id: 'key-value.entry.times',
    title:
      'keyValue keeps createdAt when an entry is replaced, moves updatedAt, and starts again after a delete',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const created = clock()
      await store.set('k', 1)
      clock.advance(1_500)
      await store.set('k', 2)
      const replaced = await store.entry('k')
      expect([replaced?.createdAt.getTime(), replaced?.updatedAt.getTime()]).toStrictEqual([
        created,
        created + 1_500,
      ])
      await store.delete('k')
      clock.advance(10)
      await store.set('k', 3)
      const again = await store.entry('k')
      expect([again?.createdAt.getTime(), again?.updatedAt.getTime()]).toStrictEqual([
        created + 1_510,
        created + 1_510,
      ])
    },
  }),
  rule({
    id: 'key-value.entry.engine-time',
    title: 'keyValue stamps entries with the present time when no clock is handed in',
    present: async (context) => {
      const store = context.store()
      await store.set('k', 1)
      const entry = await store.entry('k')
      // A server's clock may differ from this machine's, but not by an hour, nor by a time zone.
      expect(Math.abs((entry?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(30 * 60_000)
    },
  }),
]
