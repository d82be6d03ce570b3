import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const lockWaits: readonly Rule[] = [
  rule({
    id: 'locks.wait.busy',
    title: 'locks.acquire() throws busy when the key was not free in the time to wait',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      const lease = await locks.acquire('k')
      const error = await refusal('busy', () => locks.acquire('k', { wait: 20 }))
      expect(error.retryable).toBe(true)
      await refusal('busy', () => locks.acquire('k', { wait: 0 }))
      await lease.release()
    },
  }),
  rule({
    id: 'locks.wait.woken',
    title: 'locks.acquire() that waits is woken by a release of this process, long before its interval',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      const held: number[] = []
      const once = async (): Promise<void> => {
        const lease = await locks.acquire('k', { interval: 1_000_000 })
        held.push(lease.fence)
        await lease.release()
      }
      await Promise.all(Array.from({ length: 10 }, once))
      expect(held).toStrictEqual(Array.from({ length: 10 }, (_, index) => index + 1))
    },
  }),
  rule({
    id: 'locks.wait.idle',
    title:
      'locks.acquire() that waits looks once an interval, and leaves the process to other work meanwhile',
    present: async (context) => {
      let statements = 0
      const db = await context.open({ log: ({ event }) => event === 'statement' && (statements += 1) })
      const locks = db.tenant(context.tenant).locks('jobs')
      await locks.acquire('k', { keepAlive: false })
      const giveUp = new AbortController()
      const waiting = ['k', 'k'].map((key) =>
        refusal('cancelled', () =>
          locks.acquire(key, { wait: 3_600_000, interval: 3_600_000, signal: giveUp.signal }),
        ),
      )
      statements = 0
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      await locks.inspect('k')
      giveUp.abort()
      await Promise.all(waiting)
      // Each looks once, or is on its way to; and the one that asks for the holder.
      expect(statements).toBeLessThanOrEqual(3)
    },
  }),
  rule({
    id: 'locks.wait.cancelled',
    title: 'locks.acquire() that waits gives up at its signal, and takes nothing',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      const lease = await locks.acquire('k')
      const giveUp = new AbortController()
      const waiting = refusal('cancelled', () => locks.acquire('k', { signal: giveUp.signal }))
      giveUp.abort()
      await waiting
      await lease.release()
      expect(await locks.inspect('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'locks.with',
    title: 'locks.with() runs one body at a time and releases after it, also when it throws',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      let inside = 0
      const body = async (): Promise<number> => {
        inside += 1
        expect(inside).toBe(1)
        await session.keyValue('items').increment('n')
        inside -= 1
        return inside
      }
      await Promise.all(Array.from({ length: 8 }, () => locks.with('k', body)))
      expect(await session.keyValue('items').get('n')).toBe(8)
      const wrong = new Error('wrong')
      await expect(locks.with('k', () => Promise.reject(wrong))).rejects.toBe(wrong)
      expect(await locks.inspect('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'locks.with.lost',
    title: 'locks.with() throws lease-lost when the lock ended before the body did',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const late = session.locks('jobs').with('k', async () => clock.advance(1_000), { ttl: 1_000 })
      await refusal('lease-lost', () => late)
    },
  }),
  rule({
    id: 'locks.confirm.until-commit',
    title: 'locks.confirm() on a transaction keeps everybody else from the lock until it has ended',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      const lease = await locks.acquire('k', { ttl: 1_000, keepAlive: false })
      const events: string[] = []
      const confirmed = deferred()
      const writing = session.transaction(async (tx) => {
        await tx.locks('jobs').confirm(lease)
        clock.advance(1_000)
        confirmed.resolve()
        // Turns in which the other could overtake.
        for (let turn = 0; turn < 20; turn += 1) await tx.keyValue('items').set('k', turn)
        events.push('written')
      })
      await confirmed.promise
      const next = locks.tryAcquire('k', { keepAlive: false }).then((taken) => {
        events.push('taken')
        return taken
      })
      await writing
      expect((await next)?.fence).toBe(2)
      expect(events).toStrictEqual(['written', 'taken'])
    },
  }),
]
