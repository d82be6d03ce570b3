import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { ttl } from './ttl.ts'

export const keyValueKeptExpiry: readonly Rule[] = [
  rule({
    id: 'key-value.expiry.kept-by-update',
    title: 'keyValue.update() and increment() keep an expiry; update() with ttl sets a new one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
        { ttl },
      )
      clock.advance(ttl / 2)
      await store.update('a', () => 2)
      await store.increment('b', 1, { ttl: ttl * 100 })
      await store.update('c', () => 2, { ttl })
      clock.advance(ttl / 2)
      expect(await store.getMany(['a', 'b', 'c'])).toStrictEqual([undefined, undefined, 2])
    },
  }),
  rule({
    id: 'key-value.expiry.increment-creates',
    title: 'keyValue.increment() gives its ttl to the entry that it creates, also in place of an expired one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      expect(await store.increment('k', 5, { ttl })).toBe(5)
      clock.advance(ttl)
      expect(await store.increment('k', 1, { ttl: ttl * 2 })).toBe(1)
      clock.advance(ttl)
      expect(await store.increment('k')).toBe(2)
      clock.advance(ttl)
      expect(await store.has('k')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.expiry.touch',
    title: 'keyValue.touch() sets the time to live from now, or none with null, and keeps value and version',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const { version } = await store.set('k', 1, { ttl })
      clock.advance(ttl - 1)
      expect(await store.touch('k', ttl)).toBe(true)
      clock.advance(ttl - 1)
      const entry = await store.entry('k')
      expect([entry?.value, entry?.version, entry?.expiresAt]).toStrictEqual([
        1,
        version,
        new Date(clock() + 1),
      ])
      expect(await store.touch('k', null)).toBe(true)
      clock.advance(ttl * 1_000)
      expect(await store.get('k')).toBe(1)
    },
  }),
]
