import { type Database, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'

const million = 1_000_000

/** In milliseconds. */
const ceilings = { enqueue: 100, claim: 100, get: 10, find: 50, prune: 1_000 } as const

const endJobs = async (db: Database, count: number): Promise<void> => {
  const jobs = db.queue<number>('items')
  for (let done = 0; done < count; done += 10_000) {
    await jobs.enqueueMany(Array.from({ length: 10_000 }, (_, n) => ({ payload: done + n })))
    const claimed = await jobs.claim({ limit: 10_000, lease: 600_000 })
    await Promise.all(claimed.map((job) => jobs.complete(job)))
  }
}

/** The median of so many claims, each with its completion. */
const claimTime = async (db: Database, count: number): Promise<number> => {
  const jobs = db.queue<number>('items')
  const times: number[] = []
  for (let n = 0; n < count; n += 1) {
    const started = performance.now()
    const [job] = await jobs.claim()
    times.push(performance.now() - started)
    await jobs.complete(job!)
  }
  return times.toSorted((left, right) => left - right)[Math.floor(count / 2)]!
}

export const queueCeilings: readonly Rule[] = [
  rule({
    id: 'queue.ceilings',
    title:
      'a queue with a million jobs that have ended: a claim costs about what it did without them once the engine has cleaned up behind them, and enqueue, get, find and prune keep their ceilings',
    needs: ['persistent'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const jobs = db.queue<number>('items')
      await jobs.enqueueMany(
        Array.from({ length: 2_000 }, (_, n) => ({ payload: n, priority: 1, id: `k${n}` })),
      )
      const before = await claimTime(db, 300)
      await endJobs(db, million)
      // What a server does by itself within a minute.
      await db.run(sql`vacuum`)
      const after = await claimTime(db, 300)
      const measured = {
        claimBefore: before,
        claimAfter: after,
        enqueue: await p99(300, () => jobs.enqueue(1, { priority: 1 })),
        claim: await p99(300, () => jobs.claim()),
        get: await p99(1_000, () => jobs.get(`k${context.random.whole(2_000)}`)),
        find: await p99(100, () => jobs.find({ limit: 100 })),
        prune: await p99(3, () => jobs.prune({ olderThan: 0, limit: 10_000 })),
      }
      context.note('speed', 'queue: milliseconds at a million jobs that have ended', measured)
      for (const part of ['enqueue', 'claim', 'get', 'find', 'prune'] as const)
        expect(measured[part], part).toBeLessThan(ceilings[part])
      // What an engine without indexes reads of a million rows, and the noise of a machine, are less than this.
      expect(after).toBeLessThan(Math.max(3 * before, before + 20))
    },
    absent: async ({ session }) => {
      // In the process's own memory a million rows prove nothing.
      const jobs = session.queue<number>('items')
      await jobs.enqueueMany(Array.from({ length: 100 }, (_, n) => ({ payload: n })))
      expect(await p99(100, () => jobs.claim())).toBeLessThan(ceilings.claim)
    },
  }),
  rule({
    id: 'queue.groups.ceilings',
    title:
      'a queue with a thousand groups of a thousand jobs each: claims with limits of concurrency and rate keep their ceiling, and a job of a new group comes in one round',
    needs: ['persistent'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const jobs = db.queue<number>('groups', {
        groups: { concurrency: 5, rate: { limit: 1_000, per: 1_000 } },
      })
      for (let n = 0; n < million; n += 10_000)
        await jobs.enqueueMany(
          Array.from({ length: 10_000 }, (_, at) => ({ payload: at, group: `g${(n + at) % 1_000}` })),
        )
      const work = async (limit: number): Promise<void> => {
        const taken = await jobs.claim({ limit })
        expect(taken).toHaveLength(limit)
        await Promise.all(taken.map((job) => jobs.complete(job)))
      }
      const measured = {
        claimOne: await p99(300, () => work(1)),
        claimTwenty: await p99(100, () => work(20)),
        enqueue: await p99(300, () => jobs.enqueue(1, { group: 'g1' })),
        groups: await p99(3, () => jobs.groups()),
      }
      context.note('speed', 'queue: milliseconds at a thousand groups of a thousand jobs', measured)
      for (const part of ['claimOne', 'claimTwenty'] as const)
        expect(measured[part], part).toBeLessThan(2 * ceilings.claim)
      expect(measured.enqueue).toBeLessThan(ceilings.enqueue)
      await jobs.enqueue(-1, { group: 'new' })
      const round = await jobs.claim({ limit: 1_001 })
      expect(round.map(({ payload }) => payload)).toContain(-1)
    },
    absent: async ({ session }) => {
      const jobs = session.queue<number>('groups', { groups: { concurrency: 1 } })
      await jobs.enqueueMany(Array.from({ length: 100 }, (_, n) => ({ payload: n, group: `g${n % 10}` })))
      expect(await jobs.claim({ limit: 100 })).toHaveLength(10)
    },
  }),
]
