import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const cachePruning: readonly Rule[] = [
  rule({
    id: 'cache.prune',
    title: 'cache.prune() removes what is over for good, up to its limit, and nothing that is fresh or stale',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache<number>('items')
      for (let n = 0; n < 10; n += 1) await cache.set(`over${n}`, n, { ttl: 10 })
      await cache.set('stale', 1, { ttl: 10, grace: 10 })
      await cache.set('fresh', 1, { ttl: 20 })
      await cache.set('for-ever', 1)
      clock.advance(10)
      expect(await cache.prune({ limit: 4 })).toBe(4)
      expect(await cache.prune()).toBe(6)
      expect(await cache.prune()).toBe(0)
      const fail = () => Promise.reject(new Error('no'))
      expect(await cache.getOrSet('stale', fail, { backoff: 0 })).toBe(1)
      clock.advance(10)
      expect(await cache.prune()).toBe(2)
      expect(await cache.getMany(['stale', 'fresh', 'for-ever'])).toStrictEqual([undefined, undefined, 1])
      await expect(cache.getOrSet('failed', fail)).rejects.toThrow('no')
      expect(await cache.prune()).toBe(1)
    },
  }),
  rule({
    id: 'cache.prune.while-loading',
    title: 'cache.prune() leaves alone what is being loaded',
    present: async (context) => {
      const { session } = await context.timed()
      const cache = session.cache<number>('items')
      const loaded = await cache.getOrSet('k', async () => {
        expect(await cache.prune()).toBe(0)
        return 1
      })
      expect(loaded).toBe(1)
      expect(await cache.get('k')).toBe(1)
    },
  }),
  rule({
    id: 'cache.prune.budget',
    title: 'cache.prune() stops after the batch in which its budget is used up',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache<number>('items')
      await Promise.all(Array.from({ length: 2_501 }, (_, n) => cache.set(`k${n}`, n, { ttl: 10 })))
      clock.advance(10)
      expect(await cache.prune({ budget: 0 })).toBe(2_500)
      expect(await cache.prune({ budget: 0 })).toBe(1)
    },
  }),
]
