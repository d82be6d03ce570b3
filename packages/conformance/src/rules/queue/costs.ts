import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

const heard = async (context: Context, event: string) => {
  const events: LogEvent[] = []
  const db = await context.open({ log: (one) => one.event === event && events.push(one) })
  return { queue: db.tenant(context.tenant).queue<number>('jobs'), events }
}

const withoutStatements = async (context: Context): Promise<void> => {
  const { queue, events } = await heard(context, 'statement')
  await queue.enqueue(1)
  expect(await queue.claim()).toHaveLength(1)
  expect(events).toStrictEqual([])
}

export const queueCosts: readonly Rule[] = [
  rule({
    id: 'queue.statements',
    title: 'a single call of a queue is one statement, and a thousand jobs are enqueued by a few',
    needs: ['sql'],
    present: async (context) => {
      const { queue, events } = await heard(context, 'statement')
      const count = async (work: () => Promise<unknown>): Promise<number> => {
        events.length = 0
        await work()
        return events.length
      }
      await queue.enqueueMany(Array.from({ length: 9 }, (_, n) => ({ payload: n, id: `k${n}` })))
      const jobs = await queue.claim({ limit: 8 })
      const works: readonly (() => Promise<unknown>)[] = [
        () => queue.enqueue(1),
        () => queue.extend(jobs[0]!),
        () => queue.checkpoint(jobs[0]!, 1),
        () => queue.complete(jobs[0]!),
        () => queue.fail(jobs[1]!, new Error('no')),
        () => queue.release(jobs[2]!),
        () => queue.snooze(jobs[3]!, 5),
        () => queue.cancel('k4'),
        () => queue.retry('k4'),
        () => queue.get('k5'),
        () => queue.find(),
        () => queue.stats(),
        () => queue.pause(),
        () => queue.resume(),
      ]
      for (const work of works) expect(await count(work), String(work)).toBe(1)
      // Two where an engine finds rows only by keys that are written out, or tells of groups by a look of its own.
      expect(await count(() => queue.claim({ limit: 5 }))).toBeLessThanOrEqual(2)
      const many = Array.from({ length: 1_000 }, (_, n) => ({ payload: n }))
      context.note('queue', 'statements of 1 000 jobs', await count(() => queue.enqueueMany(many)))
      expect(await count(() => queue.enqueue(1, { group: 'g' }))).toBe(1)
      expect(await count(() => queue.enqueue(1, { fifo: 'g' }))).toBe(1)
      expect(await count(() => queue.setGroup('g', { concurrency: 1 }))).toBe(1)
      expect(await count(() => queue.groups())).toBe(1)
      await queue.claim({ limit: 10_000 })
      await queue.enqueueMany(many.map((job, n) => ({ ...job, group: `g${n % 4}` })))
      // That of jobs without a group, one that finds groups, and the transaction that holds them, counts and takes; where rows are locked another makes them at first.
      await queue.claim({ limit: 4 })
      context.note('queue', 'statements of a claim of groups', await count(() => queue.claim({ limit: 4 })))
      expect(events.length).toBeLessThanOrEqual(9)
    },
    absent: withoutStatements,
  }),
  rule({
    id: 'queue.shared-commits',
    title: 'jobs that many callers enqueue or complete at once share statements and commits',
    needs: ['sql'],
    present: async (context) => {
      const { queue, events } = await heard(context, 'batch')
      const sizes = (): readonly number[] =>
        events.map(({ attributes }) => Number(attributes['db.operation.batch.size']))
      await Promise.all(Array.from({ length: 64 }, (_, n) => queue.enqueue(n)))
      expect(Math.max(...sizes())).toBeGreaterThan(16)
      expect(events.length).toBeLessThan(16)
      const jobs = await queue.claim({ limit: 64 })
      for (const work of [
        () => jobs.map((job) => queue.extend(job)),
        () => jobs.map((job) => queue.complete(job)),
      ]) {
        events.length = 0
        await Promise.all(work())
        expect(sizes().reduce((sum, size) => sum + size)).toBe(64)
        // A flight is bounded by time too.
        expect(events.length).toBeLessThan(9)
      }
    },
    absent: withoutStatements,
  }),
  rule({
    id: 'queue.work.shared-endings',
    title:
      'the jobs of one handler at a time share the commits of their completions: it is not waited for them',
    needs: ['sql'],
    present: async (context) => {
      const { queue, events } = await heard(context, 'batch')
      const most = 64
      await queue.enqueueMany(Array.from({ length: most }, (_, n) => ({ payload: n })))
      events.length = 0
      const all = deferred()
      let [running, done] = [0, 0]
      const worker = queue.work(
        async () => {
          running += 1
          expect(running).toBe(1)
          await Promise.resolve()
          running -= 1
          done += 1
          if (done === most) all.resolve(undefined)
        },
        { concurrency: 1, prefetch: most - 1, interval: 2_147_483_647 },
      )
      context.after(() => worker.stop())
      await all.promise
      await worker.stop()
      expect((await queue.stats()).counts.completed).toBe(most)
      expect(events.length).toBeLessThan(most / 4)
    },
    absent: withoutStatements,
  }),
]
