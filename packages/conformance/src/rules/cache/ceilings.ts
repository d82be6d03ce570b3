import type { Cache } from '@holdfast/core'
import { expect } from 'vitest'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'

const million = 1_000_000
const chunk = 5_000

const padded = (index: number): string => `k${String(index).padStart(7, '0')}`

/** Many at a time, which share commits. */
const fill = async (cache: Cache, count: number, ttl: number | null): Promise<void> => {
  for (let from = 0; from < count; from += chunk) {
    const size = Math.min(chunk, count - from)
    await Promise.all(
      Array.from({ length: size }, (_, index) =>
        cache.set(padded(from + index), { index, text: 'x'.repeat(60) }, { ttl }),
      ),
    )
  }
}

export const cacheCeilings: readonly Rule[] = [
  rule({
    id: 'cache.ceilings',
    title:
      'at a million values of a cache: a hit within 10 ms, a write or a miss within 100, clean-up of 10 000 within 1 000, each p99',
    needs: ['persistent'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      const clock = manualClock()
      const { db } = await context.fresh({ clock })
      const cache = db.cache('items')
      await fill(cache, million, null)
      const at = (): string => padded(context.random.whole(million))
      const cleanUps: number[] = []
      for (let round = 0; round < 3; round += 1) {
        const over = db.cache('over')
        await fill(over, 10_000, 1)
        clock.advance(1)
        const started = performance.now()
        expect(await over.prune({ budget: 60_000 })).toBe(10_000)
        cleanUps.push(performance.now() - started)
      }
      const measured = {
        hit: await p99(2_000, () => cache.getOrSet(at(), () => 'never')),
        write: await p99(500, () => cache.set(at(), { changed: true })),
        miss: await p99(500, (call) => cache.getOrSet(`miss ${call}`, () => call)),
        cleanUp: Math.max(...cleanUps),
      }
      context.note('speed', 'cache, p99 in milliseconds at a million values', measured)
      expect(measured.hit).toBeLessThan(10)
      expect(measured.write).toBeLessThan(100)
      expect(measured.miss).toBeLessThan(100)
      expect(measured.cleanUp).toBeLessThan(1_000)
    },
    absent: async (context) => {
      // In the process's own memory a million values prove nothing; ten thousand must still answer quickly.
      const cache = context.session.cache('items')
      await fill(cache, 10_000, null)
      expect(await p99(1_000, () => cache.get(padded(context.random.whole(10_000))))).toBeLessThan(10)
      expect(await cache.clear()).toBe(10_000)
    },
  }),
]
