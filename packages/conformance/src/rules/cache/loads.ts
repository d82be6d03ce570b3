import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const cacheLoads: readonly Rule[] = [
  rule({
    id: 'cache.load',
    title: 'cache.getOrSet() loads what is missing once, falsy values and null too',
    present: async ({ session }) => {
      const cache = session.cache('items')
      for (const [index, value] of [null, false, 0, '', { a: [1] }].entries()) {
        let loads = 0
        const load = () => ((loads += 1), value)
        for (let call = 0; call < 3; call += 1)
          expect(await cache.getOrSet(`k${index}`, load)).toStrictEqual(value)
        expect(loads).toBe(1)
      }
      await cache.set('set', 1)
      expect(await cache.getOrSet('set', () => 2)).toBe(1)
    },
  }),
  rule({
    id: 'cache.load.single-flight',
    title: 'of many callers of one cold key, over several handles of one database, one loads',
    present: async ({ session }) => {
      let loads = 0
      const load = async (): Promise<object> => {
        loads += 1
        await turn()
        return { loads }
      }
      const calls = Array.from({ length: 200 }, () => session.cache('items').getOrSet('k', load))
      const values = await Promise.all(calls)
      expect(loads).toBe(1)
      expect(values.every((value) => JSON.stringify(value) === '{"loads":1}')).toBe(true)
      // Each is a copy of its own.
      expect(new Set(values).size).toBe(200)
    },
  }),
  rule({
    id: 'cache.load.two-databases',
    title: 'of callers in two open databases, as in two processes, one loads and the others wait for it',
    needs: ['multiProcess'],
    present: async (context) => {
      const second = (await context.open()).tenant(context.tenant)
      const gate = deferred()
      const started = deferred()
      const loads: string[] = []
      const load = (name: string) => async (): Promise<string> => {
        loads.push(name)
        started.resolve()
        await gate.promise
        return name
      }
      const first = context.session.cache('items').getOrSet('k', load('first'))
      await started.promise
      const others = Array.from({ length: 20 }, () => second.cache('items').getOrSet('k', load('second')))
      // They wait, or the load would be over before they ask: then each would find the value.
      await expect
        .poll(() => second.cache('items').stats().waits, { timeout: 10_000 })
        .toBeGreaterThanOrEqual(19)
      gate.resolve()
      expect(await Promise.all([first, ...others])).toStrictEqual(Array.from({ length: 21 }, () => 'first'))
      expect(loads).toStrictEqual(['first'])
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      expect(await db.cache('items').getOrSet('k', () => 1)).toBe(1)
    },
  }),
  rule({
    id: 'cache.load.undefined',
    title:
      'a loader that gives undefined says that there is nothing: nothing is stored, and what was stale goes',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('items', { ttl: 10, grace: 1_000 })
      expect(await cache.getOrSet('k', () => undefined)).toBeUndefined()
      expect(await cache.getOrSet('k', () => 1)).toBe(1)
      clock.advance(10)
      expect(await cache.getOrSet('k', () => undefined)).toBeUndefined()
      await expect(cache.getOrSet('k', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
      expect(await cache.prune()).toBe(1)
    },
  }),
  rule({
    id: 'cache.load.gives-up',
    title: 'a caller gives up at its signal; the load goes on for the others, and is told when nobody waits',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      const gate = deferred<number>()
      const started = deferred<AbortSignal>()
      const one = new AbortController()
      const two = new AbortController()
      const load = ({ signal }: { readonly signal: AbortSignal }): Promise<number> => {
        started.resolve(signal)
        return gate.promise
      }
      const first = refusal('cancelled', () => cache.getOrSet('k', load, { signal: one.signal }))
      const second = refusal('cancelled', () => cache.getOrSet('k', load, { signal: two.signal }))
      const signal = await started.promise
      one.abort()
      await first
      expect(signal.aborted).toBe(false)
      two.abort()
      await second
      expect(signal.aborted).toBe(true)
      expect(await cache.getOrSet('k', () => 2)).toBe(2)
      gate.resolve(1)
      await turn()
      expect(await cache.get('k')).toBe(2)
    },
  }),
  rule({
    id: 'cache.load.process',
    title: 'coordinate "process" does not wait for another open database, and the last load to begin is kept',
    needs: ['multiProcess'],
    present: async (context) => {
      const second = (await context.open()).tenant(context.tenant)
      const options = { coordinate: 'process' } as const
      const gate = deferred()
      const started = deferred()
      const first = context.session.cache('items').getOrSet(
        'k',
        async () => {
          started.resolve()
          await gate.promise
          return 'first'
        },
        options,
      )
      await started.promise
      expect(await second.cache('items').getOrSet('k', () => 'second', options)).toBe('second')
      gate.resolve()
      expect(await first).toBe('first')
      expect(await second.cache('items').get('k')).toBe('second')
    },
    absent: async (context) => {
      const cache = context.session.cache('items', { coordinate: 'process' })
      let loads = 0
      await Promise.all(Array.from({ length: 20 }, () => cache.getOrSet('k', () => (loads += 1))))
      expect(loads).toBe(1)
    },
  }),
  rule({
    id: 'cache.stats',
    title: 'cache.stats() counts hits, misses, stale values, fills, waits and errors over all handles',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const cache = session.cache('counted', { ttl: 10, grace: 10, backoff: 0 })
      const before = cache.stats()
      await cache.get('k')
      await Promise.all([1, 2, 3].map(() => cache.getOrSet('k', () => turn().then(() => 1))))
      await session.cache('counted').get('k')
      await cache.getMany(['k', 'no'])
      clock.advance(10)
      await cache.getOrSet('k', () => Promise.reject(new Error('no')))
      const after = session.cache('counted').stats()
      const counted = Object.entries(after).map(([name, count]) => [name, count - before[name as 'hits']])
      expect(Object.fromEntries(counted)).toStrictEqual({
        hits: 2,
        misses: 6,
        stale: 1,
        fills: 1,
        discarded: 0,
        waits: 2,
        errors: 1,
      })
    },
  }),
]
