import { expect } from 'vitest'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'

const idsOf = (jobs: readonly { readonly id: string }[]): readonly string[] => jobs.map(({ id }) => id)

export const queueClaims: readonly Rule[] = [
  rule({
    id: 'queue.order',
    title: 'queue.claim() gives the smallest priority first, and among equals the jobs as they were enqueued',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      for (const [payload, priority] of [5, -1, 0, 5, -1, 1_000_000, -1_000_000].entries())
        await queue.enqueue(payload, { priority })
      await queue.enqueueMany([{ payload: 7 }, { payload: 8, priority: -1 }])
      const all = [...(await queue.claim({ limit: 4 })), ...(await queue.claim({ limit: 100 }))]
      expect(all.map(({ payload }) => payload)).toStrictEqual([6, 1, 4, 8, 2, 7, 0, 3, 5])
      expect(await queue.claim()).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.run-at',
    title: 'queue.claim() gives a job at its time and not a millisecond before, by runAt, delay or snooze',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      const at = new Date(clock() + 10)
      await queue.enqueue(1, { id: 'run-at', runAt: at })
      await queue.enqueue(1, { id: 'delay', delay: 10 })
      await queue.enqueue(1, { id: 'past', runAt: new Date(clock() - 5) })
      await queue.enqueue(1, { id: 'snoozed' })
      expect(await queue.get('run-at')).toMatchObject({ state: 'scheduled', dueAt: at })
      const [past, snoozed] = await queue.claim({ limit: 9 })
      expect([past?.id, snoozed?.id]).toStrictEqual(['past', 'snoozed'])
      await queue.snooze(snoozed!, 10)
      await queue.complete(past!)
      clock.advance(9)
      expect(await queue.claim({ limit: 9 })).toStrictEqual([])
      clock.advance(1)
      expect(await queue.get('run-at')).toMatchObject({ state: 'available' })
      const due = await queue.claim({ limit: 9 })
      expect(idsOf(due)).toStrictEqual(['delay', 'run-at', 'snoozed'])
      expect(due.map(({ attempt }) => attempt)).toStrictEqual([1, 1, 1])
    },
  }),
  rule({
    id: 'queue.backlog',
    title:
      'queue.claim() keeps to the priority also among thousands of jobs whose time came while nobody worked',
    timeout: 60_000,
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('jobs')
      await queue.enqueueMany(
        Array.from({ length: 2_500 }, (_, n) => ({
          payload: n,
          // The one that is due last comes first.
          delay: n + 1,
          priority: -n,
        })),
      )
      clock.advance(2_500)
      await queue.enqueue(-1, { priority: -2_450 })
      const first = await queue.claim({ limit: 51 })
      const payloads = [...Array.from({ length: 50 }, (_, n) => 2_499 - n), -1]
      expect(first.map(({ payload }) => payload).toSorted((a, b) => b - a)).toStrictEqual(payloads)
      expect((await queue.stats()).counts).toMatchObject({ available: 2_450, running: 51, scheduled: 0 })
    },
  }),
  rule({
    id: 'queue.one-holder',
    title: 'queue.claim() by many callers at once gives each job to exactly one of them',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      await queue.enqueueMany(Array.from({ length: 120 }, (_, n) => ({ payload: n })))
      const claimed: number[] = []
      const work = async (limit: number): Promise<void> => {
        for (;;) {
          const jobs = await queue.claim({ limit })
          if (jobs.length === 0) return
          claimed.push(...jobs.map(({ payload }) => payload))
        }
      }
      await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(work))
      // Whoever found the rest locked by others went home with nothing.
      await work(100)
      expect(claimed.toSorted((a, b) => a - b)).toStrictEqual(Array.from({ length: 120 }, (_, n) => n))
      expect((await queue.stats()).counts.running).toBe(120)
    },
  }),
  rule({
    id: 'queue.pause',
    title: 'queue.pause() lets nobody claim until resume(), and what runs goes on',
    present: async ({ session }) => {
      const queue = session.queue('jobs')
      await queue.enqueueMany([{ payload: 1 }, { payload: 2 }])
      const [running] = await queue.claim()
      await queue.pause()
      await queue.pause()
      expect(await queue.claim({ limit: 5 })).toStrictEqual([])
      expect(await session.queue('other').claim()).toStrictEqual([])
      expect((await queue.stats()).isPaused).toBe(true)
      await queue.enqueue(3)
      await queue.complete(running!)
      await queue.resume()
      await queue.resume()
      expect((await queue.stats()).isPaused).toBe(false)
      expect((await queue.claim({ limit: 5 })).map(({ payload }) => payload)).toStrictEqual([2, 3])
    },
  }),
  rule({
    id: 'queue.wait',
    title: 'queue.claim() that waits is woken by a job that is enqueued, committed, released or resumed',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs')
      const next = async (): Promise<string | undefined> =>
        (await queue.claim({ wait: 20_000, interval: 20_000 }))[0]?.payload
      const first = next()
      await queue.enqueue('plain')
      expect(await first).toBe('plain')
      const second = next()
      await session.transaction((tx) => tx.queue<string>('jobs').enqueue('committed'))
      expect(await second).toBe('committed')
      await queue.enqueue('released')
      const [job] = await queue.claim()
      const third = next()
      await queue.release(job!)
      expect(await third).toBe('released')
      await queue.pause()
      await queue.enqueue('resumed')
      const fourth = next()
      await queue.resume()
      expect(await fourth).toBe('resumed')
      expect(await queue.claim({ wait: 1 })).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.clock',
    title: 'queue.claim() never gives a job to two holders, though the clock is set back',
    present: async (context) => {
      const clock = manualClock()
      const db = await context.open({ clock })
      const queue = db.tenant(context.tenant).queue('jobs')
      await queue.enqueue(1, { id: 'k' })
      const [late] = await queue.claim({ lease: 1_000 })
      clock.advance(1_000)
      const [next] = await queue.claim({ lease: 1_000 })
      expect(next).toMatchObject({ id: 'k', attempt: 2, fence: 2 })
      clock.advance(-5_000)
      expect(await queue.claim()).toStrictEqual([])
      await expect(queue.complete(late!)).rejects.toMatchObject({ code: 'lease-lost' })
      await queue.complete(next!)
      await queue.enqueue(2)
      expect(await queue.claim()).toHaveLength(1)
    },
  }),
]
