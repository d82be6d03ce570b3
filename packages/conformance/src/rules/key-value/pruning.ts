import { expect } from 'vitest'
import { keysOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { ttl } from './ttl.ts'

export const keyValuePruning: readonly Rule[] = [
  rule({
    id: 'key-value.prune.counts',
    title: 'keyValue.prune() removes expired entries, up to its limit, and gives their number',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const keys = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`)
      await store.setMany(
        keys.map((key) => [key, 1]),
        { ttl },
      )
      await store.setMany([['later', 1]], { ttl: ttl + 1 })
      await store.set('ever', 1)
      expect(await store.prune()).toBe(0)
      clock.advance(ttl)
      expect(await store.prune({ limit: 10 })).toBe(10)
      expect(await store.prune({ limit: 100 })).toBe(20)
      expect(await store.prune()).toBe(0)
      expect(await keysOf(store.list())).toStrictEqual(['ever', 'later'])
    },
  }),
  rule({
    id: 'key-value.prune.deleted',
    title:
      'keyValue.prune() does not count an expired entry that delete() was asked for, with its version or without',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.set('plain', 1, { ttl })
      const { version } = await store.set('version', 1, { ttl })
      await store.set('other version', 1, { ttl })
      clock.advance(ttl)
      expect(await store.delete('plain')).toBe(false)
      expect(await store.delete('version', { ifVersion: version })).toBe(false)
      expect(await store.delete('other version', { ifVersion: version })).toBe(false)
      expect(await store.prune()).toBe(1)
    },
  }),
  rule({
    id: 'key-value.prune.twice-at-once',
    title: 'keyValue.prune() by several callers at once counts every entry once',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        Array.from({ length: 40 }, (_, index) => [`k${index}`, 1]),
        { ttl },
      )
      clock.advance(ttl)
      const counts = await Promise.all([
        store.prune({ limit: 15 }),
        store.prune({ limit: 15 }),
        store.prune({ limit: 15 }),
      ])
      const rest = await store.prune()
      expect(counts.reduce((sum, count) => sum + count, rest)).toBe(40)
    },
  }),
  rule({
    id: 'key-value.prune.own-store',
    title: 'keyValue.prune() leaves other stores, other tenants and revived entries alone',
    present: async (context) => {
      const { session, store: make, clock } = await context.timed()
      const store = make<number>()
      const other = session.keyValue<number>('other')
      await store.setMany(
        [
          ['a', 1],
          ['b', 1],
        ],
        { ttl },
      )
      await other.set('a', 1, { ttl })
      clock.advance(ttl)
      await store.set('b', 2)
      expect(await store.prune()).toBe(1)
      expect(await store.get('b')).toBe(2)
      expect(await other.prune()).toBe(1)
    },
  }),
  rule({
    id: 'key-value.prune.bad-limit',
    title: 'keyValue.prune() refuses a limit that is not a whole number of at least one as misuse',
    present: async (context) => {
      const store = context.store()
      for (const wrong of [0, -1, 1.5, Number.NaN, '5'] as number[])
        await misuse(() => store.prune({ limit: wrong }))
    },
  }),
]
