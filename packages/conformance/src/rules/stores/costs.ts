import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const storeCosts: readonly Rule[] = [
  rule({
    id: 'stores.one-statement',
    title: 'a single call of locks, counters, settings, snapshots and a read of a context is one statement',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const session = db.tenant(context.tenant)
      const [counters, settings] = [session.counters('c'), session.settings('s')]
      const [locks, snapshots, scope] = [
        session.locks('l'),
        session.snapshots('n'),
        session.context('t').scope('T'),
      ]
      const day = { period: 'day' } as const
      const lease = await locks.acquire('held', { keepAlive: false })
      const works = [
        () => locks.tryAcquire('k', { keepAlive: false }),
        () => locks.confirm(lease),
        () => locks.inspect('held'),
        () => lease.extend(),
        () => lease.release(),
        () => counters.observe('k', { success: true }),
        () => counters.get('k'),
        () => counters.top(10),
        () => counters.eligible({ minTotal: 1 }),
        () => settings.set('k', 1, { scope: 'a' }),
        () => settings.get('k', { scopes: ['a', 'b', 'c'] }),
        () => settings.explain('k', { scopes: ['a'] }),
        () => settings.unset('k', { scope: 'a' }),
        () => snapshots.record({ metrics: 1 }, day),
        () => snapshots.get(day),
        () => snapshots.last(5, day),
        () => snapshots.series({ ...day, from: '2026-01-01', to: '2026-03-01' }),
        () => snapshots.prune({ ...day, keep: 5 }),
        () => scope.touch(),
        () => scope.get('k'),
        () => scope.all(),
        () => session.context('t').list(),
      ]
      for (const work of works) {
        events.length = 0
        await work()
        expect(events, String(work)).toHaveLength(1)
      }
    },
    absent: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      await db.counters('c').observe('k')
      expect((await db.counters('c').get('k'))?.total).toBe(1)
      expect(events).toStrictEqual([])
    },
  }),
  rule({
    id: 'stores.shared-commits',
    title: 'calls of one store by many callers at once share statements and commits',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'batch' && events.push(event) })
      const session = db.tenant(context.tenant)
      const callers = Array.from({ length: 64 }, (_, index) => `k${index}`)
      const works: readonly ((key: string) => Promise<unknown>)[] = [
        (key) => session.counters('c').observe(key),
        (key) => session.locks('l').tryAcquire(key, { keepAlive: false }),
        (key) => session.snapshots('n').record({ metrics: 1 }, { period: 'day', type: key }),
        (key) => session.context('t').scope(key).touch(),
        (key) => session.settings('s').set(key, 1),
      ]
      for (const work of works) {
        events.length = 0
        await Promise.all(callers.map(work))
        const sizes = events.map(({ attributes }) => Number(attributes['db.operation.batch.size']))
        expect(Math.max(...sizes), String(work)).toBeGreaterThan(16)
        expect(sizes.length, String(work)).toBeLessThan(16)
      }
    },
    absent: async ({ session }) => {
      await Promise.all(Array.from({ length: 64 }, () => session.counters('c').observe('k')))
      expect((await session.counters('c').get('k'))?.total).toBe(64)
    },
  }),
]
