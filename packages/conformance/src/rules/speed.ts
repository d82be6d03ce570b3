import type { Database, KeyValue, LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { collect } from '../failures.ts'
import { manualClock, type ManualClock } from '../manual-clock.ts'
import { rule, type Rule } from '../rule.ts'
import { p99 } from './p99.ts'
import { pruned, slowestPrune } from './slowest-prune.ts'

const million = 1_000_000

const padded = (index: number): string => `k${String(index).padStart(7, '0')}`

const fill = async (store: KeyValue<unknown>, count: number, ttl?: number): Promise<void> => {
  const chunk = 5_000
  for (let from = 0; from < count; from += chunk) {
    const entries = Array.from({ length: Math.min(chunk, count - from) }, (_, index): [string, unknown] => [
      padded(from + index),
      { index, text: 'x'.repeat(60) },
    ])
    await store.setMany(entries, ttl === undefined ? {} : { ttl })
  }
}

/** Work on every entry of a store; each answers with how many it found. */
const bulkWorks: Record<string, (store: KeyValue<unknown>, count: number) => Promise<number>> = {
  clear: (store) => store.clear(),
  deletePrefix: (store) => store.deletePrefix('k'),
  prune: (store, count) => store.prune({ limit: count }),
  getMany: async (store, count) => {
    const values = await store.getMany(Array.from({ length: count }, (_, index) => padded(index)))
    return values.filter((value) => value !== undefined).length
  },
  list: async (store) => (await collect(store.list())).length,
}

const expired = (db: Database, clock: ManualClock) => async (): Promise<() => Promise<number>> => {
  const store = db.keyValue<unknown>('expiring')
  await fill(store, pruned, 1)
  clock.advance(1)
  return () => store.prune({ limit: pruned })
}

export const speedRules: readonly Rule[] = [
  rule({
    id: 'speed.one-statement',
    title: 'a single get, has, set, delete or increment is one statement',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const store = db.tenant(context.tenant).keyValue<number>('items')
      const counted = async (work: () => Promise<unknown>): Promise<number> => {
        events.length = 0
        await work()
        return events.length
      }
      const works = [
        () => store.set('k', 1),
        () => store.get('k'),
        () => store.has('k'),
        () => store.increment('k'),
        () => store.set('k', 2, { ifAbsent: true }),
        () => store.delete('k'),
      ]
      for (const work of works) expect(await counted(work), String(work)).toBe(1)
    },
    absent: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      await db.keyValue('items').set('k', 1)
      expect(await db.keyValue('items').get('k')).toBe(1)
      expect(events).toStrictEqual([])
    },
  }),
  rule({
    id: 'speed.growth',
    title:
      'clear(), deletePrefix(), prune(), getMany() and list() of ten times as many entries take at most thirty times as long',
    tier: 'certification',
    present: async (context) => {
      const clock = manualClock()
      const { db } = await context.fresh({ clock })
      for (const [name, work] of Object.entries(bulkWorks)) {
        const times: number[] = []
        for (const count of [1_000, 10_000]) {
          const store = db.keyValue<unknown>(`${name}-${count}`)
          await fill(store, count, 1_000)
          clock.advance(name === 'prune' ? 1_000 : 0)
          const started = performance.now()
          expect(await work(store, count), name).toBe(count)
          times.push(performance.now() - started)
          await store.clear()
        }
        const [few = 0, many = 0] = times
        context.note('speed', `${name} of 1 000 and of 10 000, in milliseconds`, [few, many])
        // Proportional growth is 10; what is too short to measure counts as 20 ms.
        expect(many, name).toBeLessThan(Math.max(few, 20) * 30)
      }
    },
  }),
  rule({
    id: 'speed.ceilings',
    title:
      'at a million entries: get within 10 ms, list of 100 within 50, set within 100, prune of 10 000 within 1 000, each p99',
    needs: ['persistent'],
    tier: 'certification',
    timeout: 900_000,
    present: async (context) => {
      const clock = manualClock()
      const { db } = await context.fresh({ clock })
      const store = db.keyValue<unknown>('items')
      await fill(store, million)
      const at = (): string => padded(context.random.whole(million))
      const measured = {
        get: await p99(2_000, () => store.get(at())),
        list: await p99(300, () => collect(store.list({ start: at(), limit: 100 }))),
        set: await p99(500, () => store.set(at(), { changed: true })),
        prune: await slowestPrune(expired(db, clock)),
      }
      context.note('speed', 'p99 in milliseconds at a million entries', measured)
      expect(measured.get).toBeLessThan(10)
      expect(measured.list).toBeLessThan(50)
      expect(measured.set).toBeLessThan(100)
      expect(measured.prune).toBeLessThan(1_000)
    },
    absent: async (context) => {
      // In the process's own memory a million entries prove nothing; a hundred thousand must still answer quickly.
      const store = context.store<unknown>()
      await fill(store, 100_000)
      expect(await p99(1_000, () => store.get(padded(context.random.whole(100_000))))).toBeLessThan(10)
      await store.clear()
    },
  }),
]
