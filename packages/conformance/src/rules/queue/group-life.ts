import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const hostile = [
  'k',
  'k2',
  ' %_\'"\\é😀',
  'a\u0001b',
  'a\u0002b',
  'A',
  'a',
  '__proto__',
  'null',
  '-- ;',
  'w',
  'f',
]

/** So long that nothing happens by looking: only what is told, or timed, wakes a worker. */
const never = 2_147_483_647

export const queueGroupLife: readonly Rule[] = [
  rule({
    id: 'queue.groups.apart',
    title:
      'groups of other names, queues and tenants are other groups, and a fifo key is no group, however they are spelt',
    present: async (context) => {
      const { session } = context
      const groups = { concurrency: 1 }
      const queues = [
        session.queue<string>('jobs', { groups }),
        session.queue<string>('jobs2', { groups }),
        context.db.tenant(context.name()).queue<string>('jobs', { groups }),
      ]
      for (const queue of queues)
        await queue.enqueueMany(
          hostile.flatMap((name) => [
            { payload: name, group: name },
            { payload: name, group: name },
            { payload: name, fifo: name },
          ]),
        )
      for (const queue of queues) {
        const jobs = await queue.claim({ limit: 99 })
        expect(jobs).toHaveLength(2 * hostile.length)
        for (const { payload, group, fifo } of jobs) expect(group ?? fifo).toBe(payload)
        expect((await queue.groups()).map(({ group }) => group).toSorted()).toStrictEqual(hostile.toSorted())
      }
    },
  }),
  rule({
    id: 'queue.groups.misuse',
    title:
      'groups, their limits and fifo keys that can never be right are refused before anything is asked of the engine',
    present: async ({ session }) => {
      const queue = session.queue<unknown>('jobs')
      for (const wrong of [
        { group: '' },
        { group: 7 },
        { fifo: '' },
        { fifo: null },
        { group: 'a', fifo: 'b' },
        { fifo: 'b', priority: 1 },
      ]) {
        await misuse(() => queue.enqueue(1, wrong as never))
        await misuse(() => queue.enqueueMany([{ payload: 1 }, { payload: 1, ...wrong } as never]))
      }
      await refusal('too-large', () => queue.enqueue(1, { group: 'x'.repeat(256) }))
      for (const limits of [
        { concurrency: 0 },
        { concurrency: 1.5 },
        { rate: 5 },
        { rate: { limit: 0, per: 1 } },
        { rate: { limit: 1 } },
        { rate: { limit: 2, per: 1, burst: 3 } },
        { weight: 0 },
        { weight: 1_001 },
        { limit: 1 },
      ]) {
        await misuse(() => session.queue('jobs', { groups: limits as never }))
        await misuse(() => queue.setGroup('g', limits as never))
      }
      await misuse(() => queue.setGroup('', {}))
      await misuse(() => queue.groups({ limit: 0 }))
      await misuse(() => queue.groups({ after: '' }))
      expect(await queue.groups()).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.groups.replace',
    title:
      'a job of a group keeps it through unique keys, dead letters, retry(), redrive(), pause() and prune(), and one that is replaced is of the new group',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs', {
        deadLetter: 'buried',
        maxAttempts: 1,
        groups: { concurrency: 1 },
      })
      const unique = { key: 'u', onConflict: 'replace' } as const
      await queue.enqueue(1, { id: 'a', group: 'g', unique })
      expect(await queue.enqueue(2, { group: 'h', unique })).toStrictEqual({ id: 'a', outcome: 'replaced' })
      expect(await queue.get('a')).toMatchObject({ group: 'h', payload: 2 })
      await queue.enqueue(3, { id: 'b', group: 'h' })
      await queue.pause()
      expect(await queue.claim({ limit: 5 })).toStrictEqual([])
      await queue.resume()
      const [job, ...none] = await queue.claim({ limit: 5 })
      expect([job?.id, none]).toStrictEqual(['a', []])
      expect(await queue.fail(job!, new Error('no'))).toBe('dead')
      expect((await session.queue('buried').find()).items).toMatchObject([{ payload: 2 }])
      const [other] = await queue.claim()
      expect(other?.id).toBe('b')
      await queue.redrive()
      expect(await queue.claim()).toStrictEqual([])
      await queue.complete(other!)
      expect(await queue.claim({ limit: 5 })).toMatchObject([{ id: 'a', group: 'h', attempt: 1 }])
      expect((await queue.stats()).counts).toMatchObject({ running: 1, available: 0, completed: 1 })
      expect(await queue.prune({ olderThan: 0 })).toBe(1)
      expect(await queue.groups()).toStrictEqual([{ group: 'h', available: 0, running: 1 }])
    },
  }),
  rule({
    id: 'queue.groups.unlocked',
    title:
      'a long transaction that enqueues for a group holds up neither its other producers nor the claims of its jobs',
    needs: ['concurrentWriters'],
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs', { groups: { concurrency: 2 } })
      await queue.enqueue(1, { group: 'g' })
      const [enqueued, done] = [deferred(), deferred()]
      const writing = session.transaction(async (tx) => {
        await tx.queue<number>('jobs').enqueue(2, { group: 'g' })
        enqueued.resolve()
        await done.promise
      })
      await enqueued.promise
      await queue.enqueue(3, { group: 'g' })
      expect((await queue.claim({ limit: 5 })).map(({ payload }) => payload)).toStrictEqual([1, 3])
      done.resolve()
      await writing
      expect(await queue.claim({ limit: 5 })).toStrictEqual([])
    },
    absent: async ({ session }) => {
      const queue = session.queue<number>('jobs', { groups: { concurrency: 1 } })
      await session.transaction((tx) => tx.queue<number>('jobs').enqueue(1, { group: 'g' }))
      expect(await queue.claim({ limit: 5 })).toHaveLength(1)
    },
  }),
  rule({
    id: 'queue.groups.wake',
    title:
      'queue().work() begins a job of a group as soon as another ends or its rate allows, without looking',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<string>('mail', { groups: { concurrency: 1 } })
      await queue.setGroup('slow', { rate: { limit: 1, per: 5 } })
      const jobs = Array.from({ length: 4 }, (_, n) => n)
      await queue.enqueueMany(
        jobs.flatMap((n) => [
          { payload: `one${n}`, group: 'one' },
          { payload: `slow${n}`, group: 'slow' },
          { payload: `line${n}`, fifo: 'line' },
        ]),
      )
      const done: string[] = []
      const all = deferred()
      const worker = queue.work(
        ({ payload }) => {
          done.push(payload)
          // The next of the rate is due when the timer that was told of it goes off.
          clock.advance(5)
          if (done.length === 12) all.resolve()
        },
        { concurrency: 4, interval: never },
      )
      context.after(() => worker.stop())
      await all.promise
      await worker.stop()
      for (const name of ['one', 'slow', 'line'])
        expect(done.filter((payload) => payload.startsWith(name))).toStrictEqual(
          jobs.map((n) => `${name}${n}`),
        )
    },
  }),
]
