import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const queueEnds: readonly Rule[] = [
  rule({
    id: 'queue.complete',
    title: 'queue.complete() keeps the result, or nothing of the job with keep.completed 0',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      const brief = session.queue('jobs', { keep: { completed: 0 } })
      await queue.enqueueMany([
        { payload: 1, id: 'kept' },
        { payload: 2, id: 'gone' },
        { payload: 3, id: 'with-key', unique: { key: 'u' } },
      ])
      const [gone, kept, withKey] = await queue.claim({ limit: 3 })
      clock.advance(5)
      await queue.complete(kept!, { ok: [1, null] })
      await brief.complete(gone!, { ok: true })
      await session.transaction((tx) => tx.queue('jobs', { keep: { completed: 0 } }).complete(withKey!))
      expect(await queue.get('kept')).toMatchObject({
        state: 'completed',
        result: { ok: [1, null] },
        endedAt: new Date(clock()),
        startedAt: new Date(clock() - 5),
      })
      expect((await queue.get('kept'))?.dueAt).toBeUndefined()
      expect([await queue.get('gone'), await queue.get('with-key')]).toStrictEqual([undefined, undefined])
      expect((await queue.enqueue(4, { unique: { key: 'u' } })).outcome).toBe('enqueued')
    },
  }),
  rule({
    id: 'queue.backoff',
    title:
      'queue.fail() lets a job be begun again after its back-off, and makes it dead after its last attempt',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const backoff = { kind: 'exponential', base: 10, factor: 3, longest: 50, jitter: 'none' } as const
      const queue = session.queue('jobs', { backoff, maxAttempts: 4 })
      await queue.enqueue(1, { id: 'k' })
      for (const pause of [10, 30, 50]) {
        const [job] = await queue.claim()
        expect(await queue.fail(job!, new Error(`after ${pause}`))).toBe('retryable')
        expect(await queue.get('k')).toMatchObject({
          state: 'retryable',
          dueAt: new Date(clock() + pause),
        })
        clock.advance(pause - 1)
        expect(await queue.claim()).toStrictEqual([])
        clock.advance(1)
      }
      const [last] = await queue.claim()
      expect(last?.attempt).toBe(4)
      expect(await queue.fail(last!, 'thrown text')).toBe('dead')
      const record = await queue.get('k')
      expect(record).toMatchObject({ state: 'dead', attempt: 4, endedAt: new Date(clock()) })
      expect(record?.failures.map(({ attempt, error }) => [attempt, error.message])).toStrictEqual([
        [1, 'after 10'],
        [2, 'after 30'],
        [3, 'after 50'],
        [4, 'thrown text'],
      ])
      clock.advance(1_000_000)
      expect(await queue.claim()).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.failures',
    title: 'the newest 20 failures of a job are kept, however often it failed',
    present: async ({ session }) => {
      const queue = session.queue('jobs', { maxAttempts: 100 })
      await queue.enqueue(1, { id: 'k' })
      for (let attempt = 1; attempt <= 45; attempt += 1) {
        const [job] = await queue.claim()
        await queue.fail(job!, new Error(`line\n${attempt}`), { retryIn: 0 })
        const failures = (await queue.get('k'))?.failures ?? []
        const kept = Math.min(20, attempt)
        expect(failures.map((failure) => failure.attempt)).toStrictEqual(
          Array.from({ length: kept }, (_, n) => attempt - kept + 1 + n),
        )
        expect(failures.at(-1)?.error.message).toBe(`line\n${attempt}`)
      }
    },
  }),
  rule({
    id: 'queue.poison',
    title: 'a job that kills each of its workers is dead after its attempts, and stops nobody else',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<string>('jobs', { maxAttempts: 2 })
      await queue.enqueue('poison', { id: 'a', priority: -1 })
      await queue.enqueue('good', { id: 'b' })
      for (const attempt of [1, 2]) {
        expect(await queue.claim({ lease: 10 })).toMatchObject([{ payload: 'poison', attempt }])
        clock.advance(10)
      }
      expect(await queue.claim({ lease: 10 })).toMatchObject([{ payload: 'good' }])
      const record = await queue.get('a')
      expect(record).toMatchObject({ state: 'dead' })
      expect(record?.failures).toHaveLength(1)
    },
  }),
  rule({
    id: 'queue.deadline',
    title: 'a job whose deadline has passed is begun no more, and a failure after it is for good',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      await queue.enqueue(1, { id: 'failing', deadline: 10 })
      await queue.enqueue(1, { id: 'waiting', deadline: 10, priority: 1 })
      const [job] = await queue.claim({ lease: 100 })
      clock.advance(9)
      expect(await queue.get('waiting')).toMatchObject({ state: 'available' })
      clock.advance(1)
      expect(await queue.fail(job!, new Error('late'), { retryIn: 0 })).toBe('dead')
      expect(await queue.claim()).toStrictEqual([])
      expect(await queue.get('failing')).toMatchObject({ state: 'dead' })
      expect(await queue.get('waiting')).toMatchObject({ state: 'dead' })
      expect(await queue.retry('waiting')).toBe(true)
      expect(await queue.claim()).toMatchObject([{ id: 'waiting', attempt: 1 }])
    },
  }),
  rule({
    id: 'queue.dead-letter',
    title:
      'a dead job leaves a copy in the dead letter queue, with where it comes from and why, in the same commit',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs', { deadLetter: 'buried', maxAttempts: 1 })
      const buried = session.queue('buried')
      for (const id of ['failed', 'undone', 'killed', 'late'])
        await queue.enqueue({ id }, { id, meta: { by: 'me' } })
      const [failed] = await queue.claim({ lease: 5 })
      expect(failed?.id).toBe('failed')
      await queue.fail(failed!, new Error('no'))
      const copies = async (): Promise<readonly unknown[]> =>
        (await buried.find()).items.map(({ payload, meta }) => [payload, meta])
      const letter = (id: string, message: string) => [
        { id },
        expect.objectContaining({
          deadLetter: expect.objectContaining({
            queue: 'jobs',
            id,
            error: expect.objectContaining({ message }),
          }),
          meta: { by: 'me' },
        }),
      ]
      expect(await copies()).toStrictEqual([letter('failed', 'no')])
      const rest = await queue.claim({ limit: 3, lease: 5 })
      const undone = rest.find(({ id }) => id === 'undone')!
      const rolledBack = session.transaction(async (tx) => {
        await tx.queue('jobs', { deadLetter: 'buried', maxAttempts: 1 }).fail(undone, new Error('no'))
        throw new Error('undone')
      })
      await expect(rolledBack).rejects.toThrow('undone')
      expect(await copies()).toHaveLength(1)
      await queue.complete(undone)
      await queue.cancel('late')
      clock.advance(5)
      expect(await queue.claim({ limit: 9 })).toStrictEqual([])
      expect(await copies()).toStrictEqual([
        letter('failed', 'no'),
        letter('killed', expect.stringContaining('killed') as never),
      ])
      await refusal('lease-lost', () => queue.fail(failed!, new Error('again')))
      expect(await copies()).toHaveLength(2)
    },
  }),
]
