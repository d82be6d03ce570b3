import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

const options = { ttl: 10, grace: 1_000 }
const fail = (): Promise<never> => Promise.reject(new Error('no source'))

export const cacheStale: readonly Rule[] = [
  rule({
    id: 'cache.stale.on-error',
    title:
      'a load that fails gives the stale value until its grace is over, and is not tried again before backoff',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', { ...options, backoff: 100 })
      await cache.set('k', 'old')
      clock.advance(10)
      expect(await cache.get('k')).toBeUndefined()
      let loads = 0
      const failing = (): Promise<never> => ((loads += 1), fail())
      for (const by of [0, 0, 99, 1, 99]) {
        clock.advance(by)
        expect(await cache.getOrSet('k', failing)).toBe('old')
      }
      expect(loads).toBe(2)
      clock.advance(1)
      expect(await cache.getOrSet('k', () => 'new')).toBe('new')
      clock.advance(10 + 1_000 - 1)
      expect(await cache.getOrSet('k', failing, { backoff: 0 })).toBe('new')
      clock.advance(1)
      await expect(cache.getOrSet('k', failing)).rejects.toThrow('no source')
    },
  }),
  rule({
    id: 'cache.stale.while-revalidate',
    title: 'staleWhileRevalidate gives the stale value at once, and one load in the background replaces it',
    present: async (context) => {
      const { session, clock } = await context.timed()
      for (const how of [{ staleWhileRevalidate: true }, { softTimeout: 0 }]) {
        const cache = session.cache('items', { ...options, ...how })
        await cache.set('k', 'old')
        clock.advance(10)
        const gate = deferred<string>()
        let loads = 0
        const load = (): Promise<string> => ((loads += 1), gate.promise)
        const calls = Array.from({ length: 10 }, () => cache.getOrSet('k', load))
        expect(new Set(await Promise.all(calls))).toStrictEqual(new Set(['old']))
        gate.resolve('new')
        expect(await cache.getOrSet('k', load, { softTimeout: 60_000 })).toBe('new')
        expect(loads).toBe(1)
        expect(await cache.get('k')).toBe('new')
      }
    },
  }),
  rule({
    id: 'cache.stale.background-error',
    title: 'a load in the background that fails troubles nobody and is counted',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('background', { ...options, staleWhileRevalidate: true })
      await cache.set('k', 'old')
      clock.advance(10)
      const before = cache.stats().errors
      expect(await cache.getOrSet('k', fail)).toBe('old')
      // The one who waits sees how it ends.
      expect(await cache.getOrSet('k', fail, { softTimeout: 60_000 })).toBe('old')
      expect(cache.stats().errors - before).toBe(1)
    },
  }),
  rule({
    id: 'cache.stale.soft-timeout',
    title:
      'softTimeout gives the stale value when the load is not done by then, which goes on; without one it waits',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', options)
      await cache.set('k', 'old')
      clock.advance(10)
      const gate = deferred<string>()
      expect(await cache.getOrSet('k', () => gate.promise, { softTimeout: 5 })).toBe('old')
      const waiting = cache.getOrSet('k', () => gate.promise, { softTimeout: 60_000 })
      gate.resolve('new')
      expect(await waiting).toBe('new')
      expect(await cache.getOrSet('quick', () => 'loaded', { softTimeout: 0 })).toBe('loaded')
    },
  }),
  rule({
    id: 'cache.stale.hard-timeout',
    title:
      'a load that takes longer than hardTimeout gives the stale value, with a backoff as after an error',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', { ...options, hardTimeout: 5 })
      await cache.set('k', 'old')
      clock.advance(10)
      let loads = 0
      const never = (): Promise<string> => ((loads += 1), new Promise(() => undefined))
      expect(await cache.getOrSet('k', never)).toBe('old')
      expect(await cache.getOrSet('k', never)).toBe('old')
      expect(loads).toBe(1)
    },
  }),
  rule({
    id: 'cache.stale.invalidated',
    title: 'what was invalidated is not stale but gone: no failure gives it back',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', options)
      const ways = [
        () => cache.delete('k'),
        () => cache.deleteMany(['k', 'l']),
        () => cache.deleteByTag('t'),
        () => cache.deleteByPrefix('k'),
        () => cache.clear(),
      ]
      for (const invalidate of ways) {
        await cache.set('k', 'old', { tags: ['t'] })
        clock.advance(10)
        await invalidate()
        await expect(cache.getOrSet('k', fail), String(invalidate)).rejects.toThrow('no source')
      }
    },
  }),
]
