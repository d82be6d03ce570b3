import type { ClaimedJob, Queue } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const payloads = <P>(jobs: readonly ClaimedJob<P>[]): readonly P[] => jobs.map(({ payload }) => payload)

/** So many jobs of each group, whose payloads begin with its name. */
const fill = async (queue: Queue<string>, groups: readonly string[], count: number): Promise<void> => {
  const jobs = groups.flatMap((group) =>
    Array.from({ length: count }, (_, n) => ({ payload: `${group}${n}`, group })),
  )
  await queue.enqueueMany(jobs)
}

export const queueGroups: readonly Rule[] = [
  rule({
    id: 'queue.groups.strict',
    title:
      'queue.claim() by eight callers at once never has more jobs of a group running than its concurrency, and gives all of them',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs', { groups: { concurrency: 2 } })
      const groups = ['a', 'b', 'c']
      await fill(queue, groups, 16)
      const running = new Map<string, number>()
      let [most, done] = [0, 0]
      const count = (group: string, by: number): void => {
        running.set(group, (running.get(group) ?? 0) + by)
        most = Math.max(most, running.get(group)!)
      }
      const work = async (limit: number): Promise<void> => {
        while (done < 48) {
          const jobs = await queue.claim({ limit, wait: 5, interval: 5 })
          for (const { group } of jobs) count(group!, 1)
          for (const job of jobs) {
            // Counted as ended before it is: so what is counted is never more than what runs.
            count(job.group!, -1)
            await queue.complete(job)
            done += 1
          }
        }
      }
      await Promise.all([1, 2, 3, 1, 2, 3, 5, 8].map(work))
      expect(most).toBeLessThanOrEqual(2)
      expect((await queue.stats()).counts).toMatchObject({ completed: 48, available: 0, running: 0 })
      await fill(queue, groups, 5)
      const taken = (await Promise.all([3, 3, 3, 3].map((limit) => queue.claim({ limit })))).flat()
      expect(taken).toHaveLength(6)
      expect((await queue.groups()).map(({ running: its }) => its)).toStrictEqual([2, 2, 2])
    },
  }),
  rule({
    id: 'queue.groups.ends',
    title:
      'a job of a group gives its slot back however it ends, and one whose holder was lost comes before all others of its group',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('jobs', { groups: { concurrency: 1 } })
      await queue.enqueueMany(Array.from({ length: 9 }, (_, n) => ({ payload: n, group: 'g', id: `k${n}` })))
      const next = async (lease = 30_000): Promise<ClaimedJob<number> | undefined> => {
        const jobs = await queue.claim({ limit: 5, lease })
        expect(await queue.claim({ limit: 5 })).toStrictEqual([])
        expect(jobs.length).toBeLessThan(2)
        return jobs[0]
      }
      const ends: readonly ((job: ClaimedJob<number>) => Promise<unknown>)[] = [
        (job) => queue.complete(job),
        (job) => queue.fail(job, new Error('no'), { retryIn: 60_000 }),
        (job) => queue.fail(job, new Error('no'), { final: true }),
        (job) => queue.snooze(job, 60_000),
        (job) => queue.cancel(job.id),
        (job) => session.transaction((tx) => tx.queue<number>('jobs').complete(job)),
        (job) => session.queue<number>('jobs', { keep: { completed: 0 } }).complete(job),
      ]
      for (const [n, end] of ends.entries()) {
        const job = await next()
        expect(job).toMatchObject({ payload: n, group: 'g' })
        await end(job!)
      }
      const released = await next()
      await queue.release(released!)
      const lost = await next(10)
      expect(lost?.payload).toBe(7)
      await queue.enqueue(-1, { group: 'g', priority: -1_000_000 })
      clock.advance(9)
      expect(await queue.claim({ limit: 5 })).toStrictEqual([])
      clock.advance(1)
      const again = await next()
      expect(again).toMatchObject({ id: 'k7', attempt: 2, fence: 3 })
      await expect(queue.complete(lost!)).rejects.toMatchObject({ code: 'lease-lost' })
      await queue.complete(again!)
      expect((await next())?.payload).toBe(-1)
    },
  }),
  rule({
    id: 'queue.groups.fair',
    title:
      'a job of another group is among the next claims, however many jobs of one group wait, and jobs without a group take turns with groups',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs')
      await fill(queue, ['crowd'], 3_000)
      const first = await queue.claim({ limit: 2 })
      await queue.enqueue('late', { group: 'late', priority: 9 })
      expect(payloads([...(await queue.claim()), ...(await queue.claim())])).toContain('late')
      expect(payloads(first)).toStrictEqual(['crowd0', 'crowd1'])
      await queue.enqueueMany([{ payload: 'alone0' }, { payload: 'alone1' }, { payload: 'alone2' }])
      const mixed = [...(await queue.claim()), ...(await queue.claim())]
      expect(payloads(mixed).filter((payload) => payload.startsWith('alone'))).toHaveLength(1)
      const rest = await queue.claim({ limit: 4 })
      expect(payloads(rest).filter((payload) => payload.startsWith('crowd')).length).toBeGreaterThan(1)
    },
  }),
  rule({
    id: 'queue.groups.turns',
    title:
      'groups take turns, each with as many jobs as its weight, by priority within, and a claim goes on where the last one stopped',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs')
      await fill(queue, ['a', 'b', 'c'], 6)
      await queue.enqueue('b first', { group: 'b', priority: -1 })
      await queue.setGroup('b', { weight: 2 })
      expect(payloads(await queue.claim({ limit: 5 }))).toStrictEqual(['a0', 'b first', 'b0', 'c0', 'a1'])
      expect(payloads(await queue.claim())).toStrictEqual(['b1'])
      expect(payloads(await queue.claim())).toStrictEqual(['b2'])
      expect(payloads(await queue.claim({ limit: 9 }))).toStrictEqual([
        'c1',
        'a2',
        'b3',
        'b4',
        'c2',
        'a3',
        'b5',
        'c3',
        'a4',
      ])
      expect(await queue.claim({ limit: 99 })).toHaveLength(3)
    },
  }),
  rule({
    id: 'queue.groups.many',
    title: 'queue.claim() passes over groups that have no room, however many, to those that have',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs', { groups: { concurrency: 1 } })
      const names = Array.from({ length: 60 }, (_, n) => `g${String(n).padStart(2, '0')}`)
      await fill(queue, names, 2)
      expect(payloads(await queue.claim({ limit: 50 }))).toStrictEqual(
        names.slice(0, 50).map((name) => `${name}0`),
      )
      await queue.setGroup('g07', { concurrency: 2 })
      expect(payloads(await queue.claim({ limit: 10 }))).toStrictEqual(
        names.slice(50).map((name) => `${name}0`),
      )
      expect(payloads(await queue.claim())).toStrictEqual(['g071'])
      expect(await queue.claim({ limit: 10 })).toStrictEqual([])
      expect(
        (await queue.groups({ after: 'g06', limit: 2 })).map(({ group, running, available, limits }) => [
          group,
          running,
          available,
          limits,
        ]),
      ).toStrictEqual([
        ['g07', 2, 0, { concurrency: 2, weight: 1 }],
        ['g08', 1, 1, undefined],
      ])
    },
  }),
  rule({
    id: 'queue.groups.rate',
    title:
      'the jobs of a group begin no faster than its rate: as many at once as its burst, then one each part of the time, by the injected clock',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<string>('jobs', { groups: { rate: { limit: 4, per: 1_000, burst: 2 } } })
      await fill(queue, ['a', 'b'], 12)
      await queue.setGroup('b', { rate: { limit: 3, per: 1_000, burst: 1 } })
      const begun = async (): Promise<readonly number[]> => {
        const jobs = await queue.claim({ limit: 20, lease: 600_000 })
        return ['a', 'b'].map((name) => jobs.filter(({ group }) => group === name).length)
      }
      expect(await begun()).toStrictEqual([2, 1])
      expect(await begun()).toStrictEqual([0, 0])
      clock.advance(249)
      expect(await begun()).toStrictEqual([0, 0])
      clock.advance(1)
      expect(await begun()).toStrictEqual([1, 0])
      clock.advance(83)
      expect(await begun()).toStrictEqual([0, 0])
      clock.advance(1)
      expect(await begun()).toStrictEqual([0, 1])
      clock.advance(60_000)
      expect(await begun()).toStrictEqual([2, 1])
      await queue.setGroup('a', undefined)
      await queue.setGroup('b', {})
      expect(await begun()).toStrictEqual([0, 9])
    },
  }),
]
