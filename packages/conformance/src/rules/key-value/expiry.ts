import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { ttl } from './ttl.ts'

export const keyValueExpiry: readonly Rule[] = [
  rule({
    id: 'key-value.expiry.expires-at',
    title: 'keyValue.entry() tells expiresAt: the time of the write plus ttl, to the millisecond',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.set('k', 1, { ttl: 1 })
      expect((await store.entry('k'))?.expiresAt).toStrictEqual(new Date(clock() + 1))
      await store.set('k', 1, { ttl: 123_456_789 })
      expect((await store.entry('k'))?.expiresAt).toStrictEqual(new Date(clock() + 123_456_789))
    },
  }),
  rule({
    id: 'key-value.expiry.replaced',
    title: 'keyValue.set() without ttl removes an earlier expiry, and with one sets a new one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        [
          ['a', 1],
          ['b', 1],
        ],
        { ttl },
      )
      await store.set('a', 2)
      await store.set('b', 2, { ttl: ttl * 2 })
      expect('expiresAt' in ((await store.entry('a')) ?? { expiresAt: 1 })).toBe(false)
      clock.advance(ttl)
      expect(await store.getMany(['a', 'b'])).toStrictEqual([2, 2])
      clock.advance(ttl)
      expect(await store.getMany(['a', 'b'])).toStrictEqual([2, undefined])
    },
  }),
  rule({
    id: 'key-value.expiry.new-life',
    title: 'keyValue starts createdAt anew for an entry that replaces an expired one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.set('k', 1, { ttl })
      clock.advance(ttl + 5)
      await store.set('k', 2)
      expect((await store.entry('k'))?.createdAt).toStrictEqual(new Date(clock()))
    },
  }),
  rule({
    id: 'key-value.expiry.inside-transaction',
    title: 'keyValue judges expiry at each call, also inside one transaction',
    present: async (context) => {
      const { session, clock } = await context.timed()
      await session.keyValue('items').set('k', 1, { ttl })
      const seen = await session.transaction(async (tx) => {
        const before = await tx.keyValue('items').get('k')
        clock.advance(ttl)
        return [before, await tx.keyValue('items').get('k')]
      })
      expect(seen).toStrictEqual([1, undefined])
    },
  }),
]
