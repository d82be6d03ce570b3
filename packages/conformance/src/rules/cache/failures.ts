import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const cacheFailures: readonly Rule[] = [
  rule({
    id: 'cache.load.error',
    title:
      'an error of the loader reaches every caller who waits, is not stored, and the next call loads again',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const error = new Error('no source')
      let loads = 0
      const fail = () => ((loads += 1), Promise.reject(error))
      const calls = Array.from({ length: 20 }, () =>
        cache.getOrSet('k', fail).catch((thrown: unknown) => thrown),
      )
      expect(new Set(await Promise.all(calls))).toStrictEqual(new Set([error]))
      expect(loads).toBe(1)
      const thrower = () => {
        throw error
      }
      await expect(cache.getOrSet('k', thrower)).rejects.toBe(error)
      await refusal('invalid-value', () => cache.getOrSet('k', () => new Date()))
      expect(await cache.get('k')).toBeUndefined()
      expect(await cache.getOrSet('k', () => 1)).toBe(1)
    },
  }),
  rule({
    id: 'cache.load.hard-timeout',
    title:
      'a load that takes longer than hardTimeout has failed with timeout; what it gives later is not stored',
    present: async ({ session }) => {
      const cache = session.cache<number>('items')
      const late = deferred<number>()
      let told = false
      const error = await refusal('timeout', () =>
        cache.getOrSet(
          'k',
          ({ signal }) => {
            signal.addEventListener('abort', () => (told = true))
            return late.promise
          },
          { hardTimeout: 5 },
        ),
      )
      expect(error.message).toContain('5 ms')
      expect(told).toBe(true)
      late.resolve(1)
      await late.promise
      expect(await cache.get('k')).toBeUndefined()
      expect(await cache.getOrSet('k', () => 2, { hardTimeout: 60_000 })).toBe(2)
    },
  }),
  rule({
    id: 'cache.load.itself',
    title:
      'a loader that asks for its own key, itself or by another key, is refused in place of waiting for itself',
    present: async ({ session }) => {
      const cache = session.cache('items')
      const own = async (): Promise<unknown> => cache.getOrSet('k', () => 1)
      await misuse(() => cache.getOrSet('k', own))
      await misuse(() => cache.getOrSet('k', () => cache.getOrSet('other', own)))
      expect(await cache.getOrSet('k', () => cache.getOrSet('other', () => 2))).toBe(2)
    },
  }),
]
