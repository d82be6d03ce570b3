import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const cacheSpeed: readonly Rule[] = [
  rule({
    id: 'cache.statements',
    title:
      'a hit of a cache is one statement, with any number of tags at most two; a miss one read and two writes; a tag one write',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const cache = db.tenant(context.tenant).cache<number>('items')
      const counted = async (work: () => Promise<unknown>): Promise<number> => {
        events.length = 0
        await work()
        return events.filter(({ attributes }) => attributes['db.query.summary'] !== undefined).length
      }
      const tags = ['t', 'u']
      expect(await counted(() => cache.getOrSet('k', () => 1))).toBe(3)
      expect(await counted(() => cache.getOrSet('k', () => 1))).toBe(1)
      expect(await counted(() => cache.get('k'))).toBe(1)
      expect(await counted(() => cache.set('k', 1))).toBe(1)
      expect(await counted(() => cache.delete('k'))).toBe(1)
      expect(await counted(() => cache.getMany(['k', 'l']))).toBe(1)
      await cache.set('tagged', 1, { tags })
      const many = Array.from({ length: 20 }, (_, index) => `many${index}`)
      await cache.set('many', 1, { tags: many })
      for (const key of ['tagged', 'many']) {
        // Where a join does not find rows by index, the tags are looked up by themselves.
        expect(await counted(() => cache.getOrSet(key, () => 2, { tags }))).toBeLessThanOrEqual(2)
        expect(await counted(() => cache.get(key))).toBeLessThanOrEqual(2)
      }
      for (let n = 0; n < 20; n += 1) await cache.set(`tagged${n}`, n, { tags })
      expect(await counted(() => cache.deleteByTag('t'))).toBe(1)
      expect(await cache.get('tagged7')).toBeUndefined()
    },
    absent: async (context) => {
      const cache = context.session.cache('items')
      expect(await cache.getOrSet('k', () => 1)).toBe(1)
    },
  }),
]
