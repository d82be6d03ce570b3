import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const undone = new Error('undone')

export const queueTransactions: readonly Rule[] = [
  rule({
    id: 'queue.transaction',
    title:
      'what is enqueued on a transaction cannot be claimed before its commit, and is gone with its rollback',
    present: async ({ session }) => {
      const queue = session.queue<string>('jobs')
      await session.transaction(async (tx) => {
        const inside = tx.queue<string>('jobs')
        await inside.enqueue('one', { id: 'one' })
        await inside.enqueueMany([{ payload: 'two' }, { payload: 'three', unique: { key: 'u' } }])
        expect(await inside.get('one')).toMatchObject({ state: 'available' })
        expect((await inside.stats()).counts.available).toBe(3)
      })
      const rolledBack = session.transaction(async (tx) => {
        await tx.queue<string>('jobs').enqueue('never', { id: 'never', unique: { key: 'v' } })
        await tx.queue<string>('jobs').enqueueMany([{ payload: 'never' }, { payload: 'never' }])
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await queue.get('never')).toBeUndefined()
      expect(await queue.enqueue('four', { unique: { key: 'v' } })).toMatchObject({ outcome: 'enqueued' })
      const claimed = (await queue.claim({ limit: 9 })).map(({ payload }) => payload)
      expect(claimed.toSorted()).toStrictEqual(['four', 'one', 'three', 'two'])
    },
  }),
  rule({
    id: 'queue.transaction.unseen',
    title: 'a claim beside an open transaction does not see what that has enqueued',
    needs: ['concurrentWriters'],
    present: async ({ session }) => {
      const queue = session.queue('jobs')
      const enqueued = deferred()
      const looked = deferred()
      const writing = session.transaction(async (tx) => {
        await tx.queue('jobs').enqueue(1)
        enqueued.resolve()
        await looked.promise
      })
      await enqueued.promise
      expect(await queue.claim()).toStrictEqual([])
      looked.resolve()
      await writing
      expect(await queue.claim()).toHaveLength(1)
    },
    absent: async ({ session }) => {
      const queue = session.queue('jobs')
      const writing = session.transaction(async (tx) => {
        await tx.queue('jobs').enqueue(1)
        throw undone
      })
      // Writers queue: the claim comes when the transaction is over.
      const claiming = queue.claim()
      await expect(writing).rejects.toBe(undone)
      expect(await claiming).toStrictEqual([])
    },
  }),
  rule({
    id: 'queue.complete.transaction',
    title: 'what is written by a transaction that completes the job is written exactly once',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const queue = session.queue('jobs')
      const books = session.keyValue<number>('books')
      await queue.enqueue(1, { id: 'k' })
      const [late] = await queue.claim({ lease: 10 })
      const book = (job: typeof late, fails: boolean): Promise<void> =>
        session.transaction(async (tx) => {
          await tx.keyValue<number>('books').increment('n')
          await tx.queue('jobs').complete(job!, 'booked')
          if (fails) throw undone
        })
      await expect(book(late, true)).rejects.toBe(undone)
      expect(await queue.get('k')).toMatchObject({ state: 'running' })
      clock.advance(10)
      const [next] = await queue.claim({ lease: 10 })
      await refusal('lease-lost', () => book(late, false))
      await book(next, false)
      await refusal('lease-lost', () => book(next, false))
      await refusal('lease-lost', () => book(late, false))
      expect(await books.get('n')).toBe(1)
      expect(await queue.get('k')).toMatchObject({ state: 'completed', result: 'booked', attempt: 2 })
    },
  }),
  rule({
    id: 'queue.transaction.work',
    title: 'there is no claiming and no working on a transaction, and all else works there',
    present: async ({ session }) => {
      const queue = session.queue('jobs')
      await queue.enqueueMany(['a', 'b', 'c', 'd'].map((id) => ({ payload: 1, id })))
      const [a, b] = await queue.claim({ limit: 2 })
      await session.transaction(async (tx) => {
        const inside = tx.queue('jobs')
        await misuse(() => inside.claim())
        await misuse(() => inside.drain(() => undefined))
        await misuse(() => inside.work(() => undefined))
        await inside.checkpoint(a!, 1)
        await inside.extend(a!, 5_000)
        await inside.release(a!)
        expect(await inside.fail(b!, new Error('no'), { final: true })).toBe('dead')
        expect(await inside.cancel('c')).toBe(true)
        expect(await inside.delete('d')).toBe(true)
        expect(await inside.retry('c')).toBe(true)
        expect(await inside.redrive()).toBe(1)
        await inside.pause()
      })
      expect(await queue.claim({ limit: 9 })).toStrictEqual([])
      await session.transaction((tx) => tx.queue('jobs').resume())
      expect((await queue.claim({ limit: 9 })).map(({ id }) => id)).toStrictEqual(['a', 'b', 'c'])
    },
  }),
]
