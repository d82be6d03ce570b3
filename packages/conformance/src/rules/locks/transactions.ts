import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const readCommitted = { isolation: 'read-committed' } as const

export const lockTransactions: readonly Rule[] = [
  rule({
    id: 'locks.transaction',
    title: 'a lock that is acquired, extended or released on a transaction is so with its commit',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        expect((await tx.locks('jobs').acquire('k')).fence).toBe(1)
        expect(await tx.locks('jobs').tryAcquire('k')).toBeUndefined()
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await locks.inspect('k')).toBeUndefined()
      const lease = await session.transaction((tx) => tx.locks('jobs').acquire('k', { ttl: 1_000 }))
      await locks.confirm(lease)
      clock.advance(999)
      expect(await locks.tryAcquire('k')).toBeUndefined()
      clock.advance(1)
      expect((await locks.tryAcquire('k', { keepAlive: false }))?.fence).toBe(2)
    },
  }),
  rule({
    id: 'locks.transaction.lease',
    title: 'a lease that a transaction was granted can be extended and released after its commit',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      const lease = await session.transaction((tx) => tx.locks('jobs').acquire('k', { ttl: 1_000 }))
      clock.advance(500)
      await lease.extend()
      clock.advance(999)
      await locks.confirm(lease)
      expect(await lease.release()).toBe(true)
      expect(await locks.inspect('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'locks.transaction.no-wait',
    title: 'locks.acquire() on a transaction refuses to wait: what the holder writes would not be seen',
    present: async ({ session }) => {
      await misuse(() => session.transaction((tx) => tx.locks('jobs').acquire('k', { wait: 5 })))
      const lease = await session.transaction((tx) => tx.locks('jobs').acquire('k', { wait: 0 }))
      expect(lease.fence).toBe(1)
      await session.locks('jobs').confirm(lease)
    },
  }),
  rule({
    id: 'locks.hold',
    title: 'locks.hold() lets one transaction at a time go on, and each sees what the last one did',
    present: async ({ session }) => {
      const store = session.keyValue<number>('items')
      const once = (): Promise<void> =>
        session.transaction(async (tx) => {
          await tx.locks('jobs').hold('k')
          const items = tx.keyValue<number>('items')
          await items.set('n', ((await items.get('n')) ?? 0) + 1)
        }, readCommitted)
      await Promise.all(Array.from({ length: 12 }, once))
      expect(await store.get('n')).toBe(12)
      // It is no lease: it has ended with its transaction, and left nothing.
      expect((await session.locks('jobs').acquire('k', { keepAlive: false })).fence).toBe(1)
    },
  }),
  rule({
    id: 'locks.hold.until-end',
    title: 'locks.hold() holds until the transaction ends, also when it is rolled back',
    present: async ({ session }) => {
      const events: string[] = []
      const held = deferred()
      const undone = new Error('undone')
      const first = session.transaction(async (tx) => {
        await tx.locks('jobs').hold('k')
        held.resolve()
        for (let turn = 0; turn < 20; turn += 1) await tx.keyValue('items').set('k', turn)
        events.push('first')
        throw undone
      }, readCommitted)
      await held.promise
      const second = session.transaction(async (tx) => {
        await tx.locks('jobs').hold('k')
        events.push('second')
      }, readCommitted)
      await expect(first).rejects.toBe(undone)
      await second
      expect(events).toStrictEqual(['first', 'second'])
    },
  }),
  rule({
    id: 'locks.hold.misuse',
    title: 'locks.hold() asks for a read-committed transaction, on every engine',
    present: async ({ session }) => {
      await misuse(() => session.locks('jobs').hold('k'))
      await misuse(() => session.transaction((tx) => tx.locks('jobs').hold('k')))
      const answer = session.transaction((tx) => tx.locks('jobs').hold('k'), readCommitted)
      expect(await answer).toBeUndefined()
    },
  }),
]
