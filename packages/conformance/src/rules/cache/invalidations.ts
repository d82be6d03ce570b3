import type { Cache, Session } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred, type Deferred } from '../../deferred.ts'
import type { ManualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'

/** Every way to say that a key is not what it was. */
const ways: Readonly<Record<string, (cache: Cache) => Promise<unknown>>> = {
  delete: (cache) => cache.delete('k'),
  deleteMany: (cache) => cache.deleteMany(['k', 'other']),
  deleteByPrefix: (cache) => cache.deleteByPrefix('k'),
  deleteByTag: (cache) => cache.deleteByTag('t'),
  clear: (cache) => cache.clear(),
}

interface Held {
  readonly value: Promise<unknown>
  readonly gate: Deferred<unknown>
}

/** A load that has begun and waits. */
const held = async (cache: Cache): Promise<Held> => {
  const started = deferred()
  const gate = deferred<unknown>()
  const value = cache.getOrSet(
    'k',
    () => {
      started.resolve()
      return gate.promise
    },
    { tags: ['t'] },
  )
  await started.promise
  return { value, gate }
}

const isDiscarded = async (
  session: Session,
  clock: ManualClock,
  invalidate: (cache: Cache) => Promise<unknown>,
): Promise<void> => {
  const cache = session.cache('items')
  for (const before of ['nothing', 'a stale value']) {
    if (before === 'nothing') await cache.delete('k')
    else await cache.set('k', 'older', { ttl: 1, grace: 1_000_000, tags: ['t'] })
    clock.advance(1)
    const { value, gate } = await held(cache)
    await invalidate(cache)
    gate.resolve('old')
    expect(await value, before).toBe('old')
    expect(await cache.get('k'), before).toBeUndefined()
    expect(await cache.getOrSet('k', () => 'new', { tags: ['t'] }), before).toBe('new')
    await cache.delete('k')
  }
}

export const cacheInvalidations: readonly Rule[] = [
  ...Object.entries(ways).map(([name, invalidate]) =>
    rule({
      id: `cache.discards.${name}`,
      title: `a load that began before cache.${name}() is not stored, whether or not there was a value`,
      present: async (context) => {
        const { session, clock } = await context.timed()
        await isDiscarded(session, clock, invalidate)
      },
    }),
  ),
  rule({
    id: 'cache.discards.set',
    title: 'a load that began before cache.set() does not overwrite it',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const { value, gate } = await held(cache)
      await cache.set('k', 'set')
      gate.resolve('old')
      expect(await value).toBe('old')
      expect(await cache.get('k')).toBe('set')
      expect(cache.stats().discarded).toBeGreaterThan(0)
    },
  }),
  rule({
    id: 'cache.discards.later-callers',
    title:
      'who calls after an invalidation is not given what began to load before it, and does not wait for it',
    present: async ({ session }) => {
      const cache = session.cache('items')
      for (const [name, invalidate] of Object.entries(ways)) {
        const { value, gate } = await held(cache)
        await invalidate(cache)
        const later = cache.getOrSet('k', () => 'new', { tags: ['t'] })
        // A tag tells nothing about the load itself, so who comes later waits for its end.
        if (name === 'deleteByTag') gate.resolve('old')
        expect(await later, name).toBe('new')
        gate.resolve('old')
        await value
        expect(await cache.get('k'), name).toBe('new')
        await cache.clear()
      }
    },
  }),
  rule({
    id: 'cache.discards.again',
    title: 'a key that was deleted and claimed again belongs to the later load alone',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const first = await held(cache)
      await cache.delete('k')
      const second = await held(cache)
      first.gate.resolve('first')
      await first.value
      expect(await cache.get('k')).toBeUndefined()
      second.gate.resolve('second')
      await second.value
      expect(await cache.get('k')).toBe('second')
    },
  }),
]
