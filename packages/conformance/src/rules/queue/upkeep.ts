import type { JobState, Queue } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const fail = async (queue: Queue<number>, count = 1): Promise<void> => {
  for (const job of await queue.claim({ limit: count }))
    await queue.fail(job, new Error('no'), { final: true })
}

export const queueUpkeep: readonly Rule[] = [
  rule({
    id: 'queue.cancel',
    title: 'queue.cancel() ends a job that waits or runs, whose holder is refused from then on',
    present: async ({ session }) => {
      const queue = session.queue('jobs')
      await queue.enqueueMany([
        { payload: 1, id: 'runs' },
        { payload: 2, id: 'waits' },
        { payload: 3, id: 'later', delay: 60_000 },
      ])
      const [job] = await queue.claim()
      for (const id of ['runs', 'waits', 'later']) {
        expect(await queue.cancel(id)).toBe(true)
        expect(await queue.cancel(id)).toBe(false)
        expect(await queue.get(id)).toMatchObject({ state: 'cancelled' })
      }
      await refusal('lease-lost', () => queue.complete(job!))
      await refusal('not-found', () => queue.cancel('nobody'))
      expect(await queue.claim({ limit: 9 })).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.retry',
    title:
      'queue.retry() lets a job that is dead, cancelled or waiting be claimed now, with all its attempts anew',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs', { maxAttempts: 1 })
      await queue.enqueueMany([
        { payload: 1, id: 'a-dead' },
        { payload: 2, id: 'b-done' },
        { payload: 3, id: 'c-runs' },
        { payload: 4, id: 'd-cancelled', delay: 60_000 },
        { payload: 5, id: 'e-later', delay: 60_000 },
      ])
      const [dead, done] = await queue.claim({ limit: 3 })
      await queue.fail(dead!, new Error('no'))
      await queue.complete(done!)
      await queue.cancel('d-cancelled')
      for (const id of ['a-dead', 'd-cancelled', 'e-later']) expect(await queue.retry(id), id).toBe(true)
      for (const id of ['b-done', 'c-runs']) expect(await queue.retry(id), id).toBe(false)
      await refusal('not-found', () => queue.retry('nobody'))
      const again = await queue.claim({ limit: 9 })
      expect(again.map(({ id, attempt }) => [id, attempt])).toStrictEqual([
        ['a-dead', 1],
        ['d-cancelled', 1],
        ['e-later', 1],
      ])
      expect((await queue.get('a-dead'))?.failures).toHaveLength(1)
    },
  }),
  rule({
    id: 'queue.redrive',
    title: 'queue.redrive() retries the dead jobs, those that died first first, up to a limit',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('jobs')
      for (const n of [3, 1, 2]) {
        await queue.enqueue(n, { id: `k${n}` })
        await fail(queue)
        clock.advance(1)
      }
      expect(await queue.redrive({ limit: 2 })).toBe(2)
      expect((await queue.claim({ limit: 9 })).map(({ id }) => id)).toStrictEqual(['k1', 'k3'])
      expect(await queue.redrive()).toBe(1)
      expect(await queue.redrive()).toBe(0)
    },
  }),
  rule({
    id: 'queue.delete',
    title: 'queue.delete() removes a job that is not running, and refuses one that is',
    present: async ({ session }) => {
      const queue = session.queue('jobs')
      await queue.enqueueMany([
        { payload: 1, id: 'a' },
        { payload: 2, id: 'b', unique: { key: 'u' } },
      ])
      const [a] = await queue.claim()
      await refusal('busy', () => queue.delete('a'))
      expect(await queue.delete('b')).toBe(true)
      expect(await queue.delete('b')).toBe(false)
      await queue.complete(a!)
      expect(await queue.delete('a')).toBe(true)
      expect((await queue.find()).items).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.prune',
    title: 'queue.prune() removes what ended so long ago, by how it ended, in batches, and nothing else',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('jobs', { keep: { completed: 100, ended: 200 } })
      await queue.enqueueMany(Array.from({ length: 10 }, (_, n) => ({ payload: n, id: `k${n}` })))
      await fail(queue, 2)
      await queue.cancel('k2')
      for (const job of await queue.claim({ limit: 4 })) await queue.complete(job)
      await queue.claim({ lease: 10 })
      clock.advance(99)
      expect(await queue.prune()).toBe(0)
      clock.advance(1)
      expect([await queue.prune({ limit: 3 }), await queue.prune({ limit: 3 })]).toStrictEqual([3, 1])
      clock.advance(100)
      expect([await queue.prune(), await queue.prune()]).toStrictEqual([3, 0])
      expect((await queue.find()).items.map(({ id }) => id)).toStrictEqual(['k7', 'k8', 'k9'])
      await queue.cancel('k9')
      expect(await queue.prune({ olderThan: 0 })).toBe(1)
    },
  }),
  rule({
    id: 'queue.stats',
    title: 'queue.stats() counts the jobs of each state and tells how long the oldest waits',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('jobs')
      const nothing = {
        scheduled: 0,
        retryable: 0,
        available: 0,
        running: 0,
        completed: 0,
        cancelled: 0,
        dead: 0,
      }
      expect(await queue.stats()).toStrictEqual({ counts: nothing, isPaused: false })
      await queue.enqueueMany(Array.from({ length: 6 }, (_, n) => ({ payload: n, id: `k${n}` })))
      await fail(queue)
      const [done, again] = await queue.claim({ limit: 3 })
      await queue.complete(done!)
      await queue.fail(again!, new Error('no'), { retryIn: 60_000 })
      await queue.enqueue(1, { id: 'later', delay: 5 })
      await queue.cancel('k5')
      clock.advance(4)
      expect(await queue.stats()).toStrictEqual({
        counts: { scheduled: 1, retryable: 1, available: 1, running: 1, completed: 1, cancelled: 1, dead: 1 },
        isPaused: false,
        oldest: 4,
      })
      clock.advance(1)
      expect((await queue.stats()).counts).toMatchObject({ scheduled: 0, available: 2 })
    },
  }),
  rule({
    id: 'queue.find',
    title: 'queue.find() gives pages in the order of the ids, of one state or of all, in both directions',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      await queue.enqueueMany(
        Array.from({ length: 12 }, (_, n) => ({
          payload: n,
          id: `k${String(n).padStart(2, '0')}`,
          ...(n < 6 ? {} : { delay: 60_000 }),
        })),
      )
      for (const job of await queue.claim({ limit: 3 })) await queue.complete(job)
      const walk = async (state: JobState | undefined, reverse: boolean): Promise<readonly number[]> => {
        const found: number[] = []
        let after: string | undefined
        do {
          const page = await queue.find({
            limit: 2,
            reverse,
            ...(state === undefined ? {} : { state }),
            ...(after === undefined ? {} : { after }),
          })
          found.push(...page.items.map(({ payload }) => payload))
          after = page.next
        } while (after !== undefined)
        return found
      }
      const all = Array.from({ length: 12 }, (_, n) => n)
      expect(await walk(undefined, false)).toStrictEqual(all)
      expect(await walk(undefined, true)).toStrictEqual(all.toReversed())
      expect(await walk('completed', false)).toStrictEqual([0, 1, 2])
      expect(await walk('available', true)).toStrictEqual([5, 4, 3])
      expect(await walk('scheduled', false)).toStrictEqual([6, 7, 8, 9, 10, 11])
      for (const state of ['dead', 'cancelled', 'running', 'retryable'] as const)
        expect(await walk(state, false), state).toStrictEqual([])
      await refusal('invalid-value', () => queue.find({ after: 'nonsense' }))
    },
  }),
]
