import type { EnqueueResult } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const unique = { key: 'u' } as const
const replacing = { unique: { key: 'u', onConflict: 'replace' } } as const

const outcomes = (results: readonly EnqueueResult[]): readonly unknown[] =>
  results.map(({ id, outcome }) => [id, outcome])

export const queueUnique: readonly Rule[] = [
  rule({
    id: 'queue.unique',
    title: 'of jobs with one unique key there is one, until it has ended, however it ended',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      for (const [n, end] of ['complete', 'dead', 'cancel', 'delete'].entries()) {
        const { id, outcome } = await queue.enqueue(n, { unique })
        expect(outcome).toBe('enqueued')
        expect(await queue.enqueue(9, { unique })).toStrictEqual({ id, outcome: 'kept' })
        if (end === 'delete') {
          await queue.delete(id)
          continue
        }
        const [job] = await queue.claim()
        expect(await queue.enqueue(9, { unique })).toStrictEqual({ id, outcome: 'kept' })
        if (end === 'complete') await queue.complete(job!)
        else if (end === 'dead') await queue.fail(job!, new Error('no'), { final: true })
        else await queue.cancel(id)
      }
      expect((await queue.enqueue(9, { unique })).outcome).toBe('enqueued')
      expect((await queue.enqueue(9, { unique: { key: 'v' } })).outcome).toBe('enqueued')
      expect((await session.queue('other').enqueue(9, { unique })).outcome).toBe('enqueued')
    },
  }),
  rule({
    id: 'queue.unique.replace',
    title:
      'onConflict "replace" gives the job that waits the new payload, priority and time, and leaves one alone that runs',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<string>('jobs')
      const { id } = await queue.enqueue('old', { unique, delay: 50 })
      expect(await queue.enqueue('new', { ...replacing, priority: 3, delay: 10 })).toStrictEqual({
        id,
        outcome: 'replaced',
      })
      expect(await queue.get(id)).toMatchObject({
        payload: 'new',
        priority: 3,
        state: 'scheduled',
        dueAt: new Date(clock() + 10),
        uniqueKey: 'u',
      })
      await queue.enqueue('now', replacing)
      const [job] = await queue.claim()
      expect(job).toMatchObject({ id, payload: 'now', priority: 0 })
      expect(await queue.enqueue('late', replacing)).toStrictEqual({ id, outcome: 'kept' })
      await queue.complete(job!)
      expect((await queue.get(id))?.payload).toBe('now')
      expect((await queue.enqueue('next', replacing)).outcome).toBe('enqueued')
    },
  }),
  rule({
    id: 'queue.unique.period',
    title:
      'with a period a unique key stays taken for so long after the job was enqueued, also when that has ended',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs', { keep: { completed: 0 } })
      const lasting = { unique: { key: 'u', period: 100 } }
      const { id } = await queue.enqueue(1, lasting)
      const [job] = await queue.claim()
      await queue.complete(job!)
      expect(await queue.get(id)).toBeUndefined()
      clock.advance(99)
      expect(await queue.enqueue(1, lasting)).toStrictEqual({ id, outcome: 'kept' })
      expect(await queue.enqueue(1, replacing)).toStrictEqual({ id, outcome: 'kept' })
      await queue.prune()
      expect((await queue.enqueue(1, lasting)).outcome).toBe('kept')
      clock.advance(1)
      const next = await queue.enqueue(1, lasting)
      expect(next.outcome).toBe('enqueued')
      clock.advance(200)
      await queue.prune()
      expect(await queue.enqueue(1, { unique })).toStrictEqual({ id: next.id, outcome: 'kept' })
    },
  }),
  rule({
    id: 'queue.unique.race',
    title: 'of many callers who enqueue one unique key at once exactly one enqueues it',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      const callers = Array.from({ length: 24 }, (_, n) => n)
      for (const key of ['u', 'v']) {
        const results = await Promise.all(
          callers.map((n) =>
            n % 3 === 0
              ? session.transaction((tx) => tx.queue<number>('jobs').enqueue(n, { unique: { key } }))
              : n % 3 === 1
                ? queue.enqueue(n, { unique: { key } })
                : queue
                    .enqueueMany([
                      { payload: n, unique: { key } },
                      { payload: n, unique: { key } },
                    ])
                    .then(([first]) => first!),
          ),
        )
        expect(results.filter(({ outcome }) => outcome === 'enqueued')).toHaveLength(1)
        expect(new Set(results.map(({ id }) => id)).size).toBe(1)
      }
      expect(await queue.claim({ limit: 9 })).toHaveLength(2)
    },
  }),
  rule({
    id: 'queue.unique.many',
    title:
      'queue.enqueueMany() answers as if its jobs came one behind the other, also with keys and ids twice',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs')
      await queue.enqueue('there', { id: 't', unique: { key: 'w' } })
      const results = await queue.enqueueMany([
        { payload: '1', id: 'a', unique },
        { payload: '2', id: 'b', unique },
        { payload: '3', id: 'c', ...replacing, priority: 5 },
        { payload: '4', id: 'a' },
        { payload: '5', id: 'd', unique: { key: 'w', onConflict: 'replace' } },
        { payload: '6', id: 't', unique: { key: 'x' } },
        { payload: '7', id: 'e', unique: { key: 'x' } },
      ])
      expect(outcomes(results)).toStrictEqual([
        ['a', 'enqueued'],
        ['a', 'kept'],
        ['a', 'replaced'],
        ['a', 'kept'],
        ['t', 'replaced'],
        ['t', 'kept'],
        ['e', 'enqueued'],
      ])
      const jobs = (await queue.find()).items.map(({ id, payload, priority }) => [id, payload, priority])
      expect(jobs).toStrictEqual([
        ['a', '3', 5],
        ['e', '7', 0],
        ['t', '5', 0],
      ])
    },
  }),
  rule({
    id: 'queue.unique.retry',
    title:
      'queue.retry() of a job whose unique key another has by now is refused, and redrive() leaves it dead',
    present: async ({ session }) => {
      const queue = session.queue('jobs')
      const dead = async (): Promise<string> => {
        const { id } = await queue.enqueue(1, { unique })
        const [job] = await queue.claim()
        await queue.fail(job!, new Error('no'), { final: true })
        return id
      }
      const [first, second] = [await dead(), await dead()]
      const third = await queue.enqueue(1, { unique })
      await refusal('duplicate', () => queue.retry(first))
      expect(await queue.redrive()).toBe(0)
      await queue.cancel(third.id)
      expect(await queue.retry(second)).toBe(true)
      await refusal('duplicate', () => session.transaction((tx) => tx.queue('jobs').retry(first)))
      expect(await queue.enqueue(1, { unique })).toStrictEqual({ id: second, outcome: 'kept' })
      await queue.delete(second)
      expect(await queue.redrive()).toBe(1)
      expect(await queue.enqueue(1, { unique })).toStrictEqual({ id: first, outcome: 'kept' })
    },
  }),
]
