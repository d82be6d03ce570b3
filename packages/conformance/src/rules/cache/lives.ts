import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const ttl = 1_000

export const cacheLives: readonly Rule[] = [
  rule({
    id: 'cache.ttl',
    title:
      'a value of a cache is given until the last millisecond of its ttl and not after, in every way to ask',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', { ttl })
      await cache.set('k', 1)
      await cache.set('for-ever', 1, { ttl: null })
      await cache.set('longer', 1, { ttl: ttl + 1 })
      await cache.getOrSet('loaded', () => 1)
      const all = ['k', 'loaded', 'longer', 'for-ever']
      clock.advance(ttl - 1)
      expect(await cache.getMany(all)).toStrictEqual([1, 1, 1, 1])
      clock.advance(1)
      expect(await cache.getMany(all)).toStrictEqual([undefined, undefined, 1, 1])
      expect(await cache.get('k')).toBeUndefined()
      expect(await cache.getOrSet('loaded', () => 2)).toBe(2)
      clock.advance(1)
      expect(await cache.getMany(all)).toStrictEqual([undefined, 2, undefined, 1])
      clock.advance(ttl)
      expect(await cache.getMany(all)).toStrictEqual([undefined, undefined, undefined, 1])
    },
  }),
  rule({
    id: 'cache.ttl.within-transaction',
    title: 'a value of a cache ends also in the middle of a long transaction',
    present: async (context) => {
      const { session, clock } = await context.timed()
      await session.cache('items').set('k', 1, { ttl })
      await session.transaction(async (tx) => {
        expect(await tx.cache('items').get('k')).toBe(1)
        clock.advance(ttl)
        expect(await tx.cache('items').get('k')).toBeUndefined()
      })
    },
  }),
  rule({
    id: 'cache.clock-back',
    title: 'a clock that goes back neither loses a value nor keeps one for longer than its ttl from then',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', { ttl })
      await cache.set('k', 1)
      clock.advance(-ttl / 2)
      expect(await cache.get('k')).toBe(1)
      await cache.set('k', 2)
      await cache.deleteByTag('t')
      await cache.set('tagged', 1, { tags: ['t'] })
      clock.advance(ttl - 1)
      expect(await cache.getMany(['k', 'tagged'])).toStrictEqual([2, 1])
      clock.advance(1)
      expect(await cache.get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'cache.jitter',
    title: 'jitter shortens a ttl by at most its share, and not by the same for all',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', { ttl, jitter: 0.5 })
      const keys = Array.from({ length: 40 }, (_, n) => `k${n}`)
      for (const key of keys) await cache.set(key, 1)
      const left = async (): Promise<number> =>
        (await cache.getMany(keys)).filter((value) => value !== undefined).length
      clock.advance(ttl / 2 - 1)
      expect(await left()).toBe(40)
      clock.advance(ttl / 4)
      const half = await left()
      expect(half).toBeGreaterThan(0)
      expect(half).toBeLessThan(40)
      clock.advance(ttl / 4 + 1)
      expect(await left()).toBe(0)
    },
  }),
]
