import { once } from 'node:events'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

/** So long that nothing happens by looking: only what is told wakes a worker. */
const never = 2_147_483_647

export const queueWork: readonly Rule[] = [
  rule({
    id: 'queue.work',
    title:
      'queue().work() begins what waits and what comes, without looking, and never more at a time than it may',
    present: async (context) => {
      const { session } = await context.timed()
      const queue = session.queue<number, string>('mail')
      await queue.enqueueMany(Array.from({ length: 10 }, (_, payload) => ({ payload })))
      const done: number[] = []
      let [running, most]: [number, number] = [0, 0]
      const all = deferred()
      const worker = queue.work(
        async ({ payload }) => {
          running += 1
          most = Math.max(most, running)
          await session.keyValue('seen').set(String(payload), true)
          running -= 1
          done.push(payload)
          if (done.length === 20) all.resolve(undefined)
          return `done ${payload}`
        },
        { concurrency: 3, prefetch: 4, interval: never },
      )
      context.after(() => worker.stop())
      for (let payload = 10; payload < 20; payload += 1) await queue.enqueue(payload)
      await all.promise
      await worker.stop()
      expect(done.toSorted((left, right) => left - right)).toStrictEqual(
        Array.from({ length: 20 }, (_, n) => n),
      )
      expect(most).toBe(3)
      const { items } = await queue.find()
      expect(items.map(({ state, payload, result }) => [state, payload, result])).toStrictEqual(
        Array.from({ length: 20 }, (_, n) => ['completed', n, `done ${n}`]),
      )
    },
  }),
  rule({
    id: 'queue.work.failures',
    title:
      'queue().work() fails a job by what its handler throws, or gives that is no JSON, and goes on with others',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<string>('mail', {
        backoff: { kind: 'fixed', delay: 1_000 },
        maxAttempts: 2,
      })
      await queue.enqueueMany([{ payload: 'throws' }, { payload: 'gives' }, { payload: 'works' }])
      const handler = async ({ payload }: { readonly payload: string }): Promise<unknown> => {
        if (payload === 'throws') throw Object.assign(new Error('the server is away'), { code: 'EAWAY' })
        return payload === 'gives' ? { a: undefined } : 'fine'
      }
      expect(await queue.drain(handler)).toBe(3)
      const states = async (): Promise<readonly unknown[]> =>
        (await queue.find()).items.map(({ state, attempt, failures }) => [state, attempt, failures.length])
      expect(await states()).toStrictEqual([
        ['retryable', 1, 1],
        ['retryable', 1, 1],
        ['completed', 1, 0],
      ])
      const { failures } = (await queue.find()).items[0]!
      expect(failures[0]?.error).toStrictEqual({
        name: 'Error',
        message: 'the server is away',
        code: 'EAWAY',
      })
      expect(await queue.drain(handler)).toBe(0)
      clock.advance(1_000)
      expect(await queue.drain(handler)).toBe(2)
      expect(await states()).toStrictEqual([
        ['dead', 2, 2],
        ['dead', 2, 2],
        ['completed', 1, 0],
      ])
    },
  }),
  rule({
    id: 'queue.work.transaction',
    title:
      'a handler that completes its job on a transaction has done so exactly when that commits, and the worker leaves it at that',
    present: async (context) => {
      const { session } = await context.timed()
      const queue = session.queue<string>('mail', { backoff: () => 0 })
      await queue.enqueueMany([{ payload: 'commits' }, { payload: 'fails first' }])
      const errors: unknown[] = []
      const begun = await queue.drain(
        async (job) => {
          await session.transaction(async (tx) => {
            await tx.keyValue('effects').increment(job.payload)
            await tx.queue('mail').complete(job, 'by the handler')
            if (job.payload === 'fails first' && job.attempt === 1) throw new Error('undo')
          })
          return 'by the worker'
        },
        { onError: (error) => errors.push(error) },
      )
      expect(begun).toBe(3)
      expect(errors).toStrictEqual([])
      expect(
        (await queue.find()).items.map(({ state, attempt, result }) => [state, attempt, result]),
      ).toStrictEqual([
        ['completed', 1, 'by the handler'],
        ['completed', 2, 'by the handler'],
      ])
      const effects = session.keyValue('effects')
      expect([await effects.get('commits'), await effects.get('fails first')]).toStrictEqual([1, 1])
    },
  }),
  rule({
    id: 'queue.work.closed',
    title: 'a worker of a queue ends with its database, and onError hears nothing of that',
    present: async (context) => {
      const db = await context.open()
      const queue = db.tenant(context.tenant).queue<number>('mail')
      const heard: unknown[] = []
      const worker = queue.work(async () => undefined, {
        interval: 1,
        recurring: [{ name: 'daily', cron: '@daily', payload: 1 }],
        onError: (error) => heard.push(error),
      })
      await queue.find()
      await db.close()
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      await worker.stop()
      expect(heard).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.work.stop',
    title: 'stop() waits for what runs, gives back what was not begun, and begins nothing more',
    present: async (context) => {
      const { session } = await context.timed()
      const queue = session.queue<number>('mail')
      await queue.enqueueMany(Array.from({ length: 5 }, (_, payload) => ({ payload })))
      const [begun, gate] = [deferred(), deferred()]
      const worker = queue.work(
        async () => {
          begun.resolve(undefined)
          await gate.promise
        },
        { concurrency: 1, prefetch: 3, interval: never },
      )
      context.after(() => worker.stop())
      await begun.promise
      const stopped = worker.stop()
      gate.resolve(undefined)
      await stopped
      expect((await queue.find()).items.map(({ state, attempt }) => [state, attempt])).toStrictEqual([
        ['completed', 1],
        ['available', 0],
        ['available', 0],
        ['available', 0],
        ['available', 0],
      ])
      await queue.enqueue(6)
      expect((await queue.stats()).counts.available).toBe(5)
    },
  }),
  rule({
    id: 'queue.work.grace',
    title:
      'stop() tells handlers that run when the grace is over, gives their jobs back, and what they do later is refused',
    present: async (context) => {
      const { session } = await context.timed()
      const queue = session.queue<number>('mail')
      const { id } = await queue.enqueue(1)
      const [begun, told] = [deferred(), deferred<unknown>()]
      const late = deferred<unknown>()
      const worker = queue.work(async (job, { signal }) => {
        begun.resolve(undefined)
        await once(signal, 'abort')
        told.resolve(signal.reason)
        late.resolve(queue.complete(job, 'late').catch((error: unknown) => error))
      })
      context.after(() => worker.stop())
      await begun.promise
      await worker.stop({ grace: 0 })
      expect(await told.promise).toMatchObject({ code: 'cancelled' })
      const [claimed] = await queue.claim()
      expect(claimed).toMatchObject({ id, attempt: 1 })
      expect(await late.promise).toMatchObject({ code: 'lease-lost' })
      await queue.complete(claimed!, 'in time')
      expect((await queue.get(id))?.result).toBe('in time')
    },
  }),
  rule({
    id: 'queue.work.lost',
    title: 'a handler whose lease was lost is told by its signal, and its worker writes nothing for the job',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue<number>('mail')
      const { id } = await queue.enqueue(1)
      const told = deferred<unknown>()
      const worker = queue.work(
        async (_job, { signal }) => {
          clock.advance(60_000)
          if (!signal.aborted) await once(signal, 'abort')
          told.resolve(signal.reason)
          return 'late'
        },
        // A third of it is how often the worker looks after its leases.
        { lease: 30, interval: never, concurrency: 1, prefetch: 0 },
      )
      context.after(() => worker.stop())
      expect(await told.promise).toMatchObject({ code: 'lease-lost' })
      await worker.stop()
      expect(await queue.get(id)).toMatchObject({ state: 'running', attempt: 1 })
      const [claimed] = await queue.claim()
      expect(claimed).toMatchObject({ id, attempt: 2 })
    },
  }),
  rule({
    id: 'queue.work.ready',
    title: 'queue().work() and drain() claim nothing while isReady says no',
    present: async (context) => {
      const { session } = await context.timed()
      const queue = session.queue<number>('mail')
      await queue.enqueueMany([{ payload: 1 }, { payload: 2 }])
      expect(await queue.drain(() => 'done', { isReady: () => false })).toBe(0)
      const answers = [true, false]
      expect(await queue.drain(() => 'done', { isReady: async () => answers.shift()!, concurrency: 1 })).toBe(
        1,
      )
      const asked = deferred()
      const isReady = (): boolean => {
        asked.resolve(undefined)
        return false
      }
      const worker = queue.work(() => 'done', { isReady, interval: never })
      context.after(() => worker.stop())
      await asked.promise
      await worker.stop()
      expect((await queue.stats()).counts).toMatchObject({ available: 1, completed: 1 })
    },
  }),
]
