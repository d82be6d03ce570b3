import type { ClaimedJob, Queue, Session } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const lease = 1_000

type Act = (queue: Queue, job: ClaimedJob<unknown>) => Promise<unknown>

/** All that the holder of a job can do. */
const acts: Readonly<Record<string, Act>> = {
  complete: (queue, job) => queue.complete(job as never),
  fail: (queue, job) => queue.fail(job as never, new Error('no')),
  final: (queue, job) => queue.fail(job as never, new Error('no'), { final: true }),
  extend: (queue, job) => queue.extend(job as never, lease),
  snooze: (queue, job) => queue.snooze(job as never, 5),
  release: (queue, job) => queue.release(job as never),
  checkpoint: (queue, job) => queue.checkpoint(job as never, 1),
}

const refusedEverywhere = async (session: Session, job: ClaimedJob<unknown>): Promise<void> => {
  const brief = { keep: { completed: 0 } } as const
  for (const options of [{}, brief])
    for (const act of Object.values(acts)) {
      await refusal('lease-lost', () => act(session.queue('jobs', options), job))
      await refusal('lease-lost', () => session.transaction((tx) => act(tx.queue('jobs', options), job)))
    }
}

export const queueLeases: readonly Rule[] = [
  rule({
    id: 'queue.lease',
    title: 'a job whose lease has ended is given to the next claim, as another attempt with a greater fence',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      await queue.enqueue({ n: 1 }, { id: 'k' })
      const [first] = await queue.claim({ lease })
      expect(first).toMatchObject({ id: 'k', payload: { n: 1 }, attempt: 1, fence: 1 })
      expect(first?.expiresAt).toStrictEqual(new Date(clock() + lease))
      clock.advance(lease - 1)
      expect(await queue.claim({ lease })).toStrictEqual([])
      clock.advance(1)
      expect(await queue.get('k')).toMatchObject({ state: 'running' })
      const [second] = await queue.claim({ lease })
      expect(second).toMatchObject({ id: 'k', attempt: 2, fence: 2 })
      expect(second?.token).not.toBe(first?.token)
    },
  }),
  rule({
    id: 'queue.late-holder',
    title:
      'a holder whose lease has ended, or whose job another has, is refused by everything, also in a transaction, and changes nothing',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      await queue.enqueue(1, { id: 'k' })
      const [late] = await queue.claim({ lease })
      clock.advance(lease)
      await refusedEverywhere(session, late!)
      const [next] = await queue.claim({ lease })
      const before = await queue.get('k')
      await refusedEverywhere(session, late!)
      expect(await queue.get('k')).toStrictEqual(before)
      await queue.complete(next!, 'done')
      await refusedEverywhere(session, next!)
      await refusedEverywhere(session, late!)
      expect(await queue.get('k')).toMatchObject({ state: 'completed', result: 'done', attempt: 2 })
    },
  }),
  rule({
    id: 'queue.extend',
    title: 'queue.extend() lets a lease end so long from now',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      await queue.enqueue(1)
      const [job] = await queue.claim({ lease })
      clock.advance(lease - 1)
      expect(await queue.extend(job!, lease)).toStrictEqual(new Date(clock() + lease))
      clock.advance(lease - 1)
      expect(await queue.claim()).toStrictEqual([])
      await queue.complete(job!)
    },
  }),
  rule({
    id: 'queue.given-back',
    title: 'a job that is snoozed or released has not used up its attempt, and keeps its checkpoint',
    present: async ({ session }) => {
      const queue = session.queue('jobs', { maxAttempts: 1 })
      await queue.enqueue(1, { id: 'k' })
      for (const fence of [1, 2, 3]) {
        const [job] = await queue.claim()
        expect(job).toMatchObject({ attempt: 1, fence, maxAttempts: 1 })
        expect(job?.checkpoint).toStrictEqual(fence === 1 ? undefined : { done: fence - 1 })
        await queue.checkpoint(job!, { done: fence })
        await (fence === 2 ? queue.snooze(job!, 0) : queue.release(job!))
      }
      expect(await queue.get('k')).toMatchObject({ state: 'available', attempt: 0, checkpoint: { done: 3 } })
    },
  }),
]
