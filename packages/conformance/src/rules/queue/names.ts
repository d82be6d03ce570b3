import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const hostile = ['k', 'k2', ' %_\'"\\é😀', 'a\u0001b', 'a\u0002b', 'A', 'a', '__proto__', 'null', '-- ;']

const values: readonly unknown[] = [
  null,
  0,
  '',
  'x'.repeat(100_000),
  '\u2028\ud83d\ude00',
  { b: 1, a: { '': [], __proto__x: true }, 10: 'ten', 2: 'two' },
  [[[[1.5, -0.1, 1e21]]]],
]

export const queueNames: readonly Rule[] = [
  rule({
    id: 'queue.apart',
    title: 'jobs of other ids, queues and tenants are other jobs, however their names are spelt',
    present: async (context) => {
      const { session } = context
      const queues = [
        session.queue<string>('jobs'),
        session.queue<string>('jobs2'),
        session.queue<string>('job'),
        session.queue<string>('o\'"\\%_'),
        context.db.tenant(context.name()).queue<string>('jobs'),
      ]
      for (const queue of queues)
        for (const id of hostile) {
          const made = await queue.enqueue(id, { id, unique: { key: id } })
          expect(made).toStrictEqual({ id, outcome: 'enqueued' })
          expect(await queue.enqueue('other', { id })).toStrictEqual({ id, outcome: 'kept' })
        }
      for (const queue of queues) {
        const jobs = await queue.claim({ limit: 99 })
        expect(jobs.every(({ id, payload }) => id === payload)).toBe(true)
        expect(jobs.map(({ id }) => id).toSorted()).toStrictEqual(hostile.toSorted())
        await queue.complete(jobs[0]!)
        expect((await queue.stats()).counts).toMatchObject({ running: hostile.length - 1, completed: 1 })
        expect(await queue.prune({ olderThan: 0 })).toBe(1)
      }
    },
  }),
  rule({
    id: 'queue.values',
    title: 'a payload, its meta, checkpoint and result come back as they were given, whatever JSON they are',
    present: async ({ session }) => {
      const queue = session.queue<unknown>('jobs')
      await queue.enqueueMany(values.map((payload, n) => ({ payload, id: `k${n}`, meta: payload as never })))
      const jobs = await queue.claim({ limit: 99 })
      for (const [n, value] of values.entries()) {
        const job = jobs[n]!
        expect(job.payload).toStrictEqual(value)
        expect(JSON.stringify(job.payload)).toBe(JSON.stringify(value))
        expect(job.meta).toStrictEqual(value)
        await queue.checkpoint(job, value)
        await queue.complete(job, value)
        const record = await queue.get(`k${n}`)
        expect([record?.payload, record?.checkpoint, record?.result]).toStrictEqual([value, value, value])
      }
    },
  }),
  rule({
    id: 'queue.ids',
    title:
      'a second job with the same id is the first one, as long as that is kept; ids that nobody gave sort by time',
    present: async ({ session }) => {
      const queue = session.queue<number>('jobs')
      expect(await queue.enqueue(1, { id: 'k' })).toStrictEqual({ id: 'k', outcome: 'enqueued' })
      const [job] = await queue.claim()
      await queue.complete(job!)
      expect(await queue.enqueue(2, { id: 'k' })).toStrictEqual({ id: 'k', outcome: 'kept' })
      expect((await queue.get('k'))?.payload).toBe(1)
      await queue.delete('k')
      expect((await queue.enqueue(3, { id: 'k' })).outcome).toBe('enqueued')
      const many = await queue.enqueueMany(Array.from({ length: 300 }, (_, n) => ({ payload: n })))
      const single = await Promise.all(Array.from({ length: 20 }, (_, n) => queue.enqueue(n)))
      const ids = [...many, ...single].map(({ id }) => id)
      expect(ids).toStrictEqual(ids.toSorted())
      expect(new Set(ids).size).toBe(320)
    },
  }),
  rule({
    id: 'queue.misuse',
    title: 'queues refuse what can never be right before anything is asked of the engine',
    present: async ({ session }) => {
      const queue = session.queue<unknown>('jobs')
      await misuse(() => session.queue(''))
      await misuse(() => session.queue('jobs', { maxAttempts: 0 }))
      await misuse(() => session.queue('jobs', { backoff: { kind: 'often' } as never }))
      await misuse(() => session.queue('jobs', { deadLetter: 'jobs' }))
      await misuse(() => session.queue('jobs', { keep: { completed: -1 } }))
      await misuse(() => session.queue('jobs', { retries: 1 } as never))
      for (const wrong of [
        { id: '' },
        { id: 7 },
        { priority: 1.5 },
        { priority: 1_000_001 },
        { delay: -1 },
        { delay: 1, runAt: new Date() },
        { runAt: new Date(Number.NaN) },
        { runAt: 5 },
        { maxAttempts: 0 },
        { deadline: -1 },
        { unique: {} },
        { unique: { key: '' } },
        { unique: { key: 'u', onConflict: 'drop' } },
        { unique: { key: 'u', period: -1 } },
        { queue: 'other' },
      ]) {
        await misuse(() => queue.enqueue(1, wrong as never))
        await misuse(() => queue.enqueueMany([{ payload: 1 }, { payload: 1, ...wrong } as never]))
      }
      for (const limit of [0, -1, 1.5, 10_001, '5', Number.NaN]) {
        await misuse(() => queue.claim({ limit: limit as never }))
        await misuse(() => queue.find({ limit: limit as never }))
        await misuse(() => queue.redrive({ limit: limit as never }))
        await misuse(() => queue.prune({ limit: limit as never }))
      }
      await misuse(() => queue.claim({ lease: 0 }))
      await misuse(() => queue.claim({ wait: -1 }))
      await misuse(() => queue.find({ state: 'broken' as never }))
      await misuse(() => queue.complete({ id: 'k' } as never))
      await misuse(() => queue.snooze({ id: 'k', token: 't', attempt: 1 } as never, -1))
      await misuse(() => queue.enqueueMany('jobs' as never))
      await refusal('invalid-value', () => queue.enqueue(1n))
      await refusal('invalid-value', () => queue.enqueue(undefined))
      await refusal('too-large', () => queue.enqueue(1, { id: 'x'.repeat(256) }))
      expect(await queue.enqueueMany([])).toStrictEqual([])
      expect((await queue.find()).items).toStrictEqual([])
    },
  }),
]
