import type { Session } from '@holdfast/core'
import { expect } from 'vitest'
import { manualClock, type ManualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'

const million = 1_000_000
const hour = 3_600_000
const start = Date.UTC(2030, 0, 1)

/** What is measured of a store: the user's ceilings, in milliseconds. */
interface Measured {
  readonly get: number
  readonly list: number
  readonly save: number
  readonly cleanUp: number
}

const ceilings: Measured = { get: 10, list: 50, save: 100, cleanUp: 1_000 }

/** A store with a million rows, of which ten thousand are old. */
interface Filled {
  one(index: number): Promise<unknown>
  get(index: number): Promise<unknown>
  list(index: number): Promise<unknown>
  cleanUp(): Promise<number>
}

const stores: Readonly<Record<string, (session: Session) => Filled>> = {
  counters: (session) => {
    const counters = session.counters('items')
    return {
      one: (index) => counters.observe(`k${index}`, { success: index % 3 === 0, times: 1 + (index % 1_000) }),
      get: (index) => counters.get(`k${index}`),
      list: () => counters.top(100),
      cleanUp: () => counters.prune({ unseenFor: hour, limit: 1_000 }),
    }
  },
  context: (session) => {
    const contexts = session.context('items')
    return {
      one: (index) => contexts.scope(`k${index}`).touch(),
      get: (index) => contexts.scope(`k${index}`).get('missing'),
      list: (index) => contexts.list({ after: `k${index}`, limit: 100 }),
      cleanUp: () => contexts.cleanUp({ untouchedFor: hour, limit: 10_000 }),
    }
  },
  snapshots: (session) => {
    const snapshots = session.snapshots('items')
    // The last of them is the current one.
    const at = (index: number): Date => new Date(start - (million - 1 - index) * hour)
    const kind = { period: 'hour' } as const
    return {
      one: (index) => snapshots.record({ metrics: { index } }, { ...kind, at: at(index) }),
      get: (index) => snapshots.get({ ...kind, at: at(index) }),
      list: (index) => snapshots.last(100, { ...kind, at: at(index) }),
      // The clock has gone on by an hour, so the current period is one more, which has no snapshot yet.
      cleanUp: () => snapshots.prune({ ...kind, keep: million - 10_000 + 1 }),
    }
  },
}

const fill = async (store: Filled, clock: ManualClock): Promise<void> => {
  const chunk = 5_000
  for (let from = 0; from < million; from += chunk) {
    if (from === 10_000) clock.advance(hour)
    await Promise.all(Array.from({ length: chunk }, (_, index) => store.one(from + index)))
  }
}

/** The time to remove the ten thousand. */
const cleanUp = async (store: Filled): Promise<number> => {
  const started = performance.now()
  let removed = 0
  while (removed < 10_000) {
    const some = await store.cleanUp()
    expect(some).toBeGreaterThan(0)
    removed += some
  }
  expect(removed).toBe(10_000)
  return performance.now() - started
}

export const storeCeilings: readonly Rule[] = Object.entries(stores).map(([name, make]) =>
  rule({
    id: `${name}.ceilings`,
    title: `${name} at a million rows: get within 10 ms, list of 100 within 50, save within 100, clean-up of 10 000 within 1 000, each p99`,
    needs: ['persistent'],
    tier: 'certification',
    timeout: 900_000,
    present: async (context) => {
      const clock = manualClock(start)
      const { db } = await context.fresh({ clock })
      const store = make(db)
      await fill(store, clock)
      const some = (): number => 10_000 + context.random.whole(million - 10_000)
      const measured: Measured = {
        get: await p99(2_000, () => store.get(some())),
        list: await p99(300, () => store.list(some())),
        save: await p99(500, () => store.one(some())),
        cleanUp: await cleanUp(store),
      }
      context.note('speed', `${name}: p99 in milliseconds at a million rows`, measured)
      for (const part of ['get', 'list', 'save', 'cleanUp'] as const)
        expect(measured[part], part).toBeLessThan(ceilings[part])
    },
    absent: async (context) => {
      // In the process's own memory a million rows prove nothing.
      const store = make(context.session)
      for (let index = 0; index < 100; index += 1) await store.one(index)
      expect(await p99(100, () => store.get(5))).toBeLessThan(ceilings.get)
    },
  }),
)
