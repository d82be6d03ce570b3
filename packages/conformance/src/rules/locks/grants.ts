import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const ttl = 1_000
const still = { ttl, keepAlive: false }

export const lockGrants: readonly Rule[] = [
  rule({
    id: 'locks.one-holder',
    title: 'locks.tryAcquire() by many callers at once grants a key to exactly one of them',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      const leases = await Promise.all(Array.from({ length: 30 }, () => locks.tryAcquire('k')))
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1)
      await leases.find((lease) => lease !== undefined)?.release()
      const next = await locks.tryAcquire('k')
      expect(next?.fence).toBe(2)
      await next?.release()
    },
  }),
  rule({
    id: 'locks.expiry',
    title:
      'locks.tryAcquire() gets a lock that ran out at its last millisecond and not before, with a greater fence',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      const first = await locks.acquire('k', still)
      clock.advance(ttl - 1)
      expect(await locks.tryAcquire('k', still)).toBeUndefined()
      clock.advance(1)
      const second = await locks.tryAcquire('k', still)
      expect([first.fence, second?.fence]).toStrictEqual([1, 2])
      await second?.release()
      expect((await locks.acquire('k', still)).fence).toBe(3)
    },
  }),
  rule({
    id: 'locks.late-holder',
    title: 'a lease that has ended is refused everywhere, whether or not somebody else got the lock',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      for (const taken of [false, true]) {
        const key = `k${taken}`
        const late = await locks.acquire(key, still)
        clock.advance(ttl)
        const next = taken ? await locks.acquire(key, still) : undefined
        await refusal('lease-lost', () => locks.confirm(late))
        await refusal('lease-lost', () => session.transaction((tx) => tx.locks('jobs').confirm(late)))
        await refusal('lease-lost', () => late.extend())
        expect(late.signal.aborted).toBe(true)
        expect(await late.release()).toBe(false)
        if (next !== undefined) await locks.confirm(next)
      }
    },
  }),
  rule({
    id: 'locks.extend',
    title: 'lease.extend() lets a lock end ttl from now, and from the given ttl when there is one',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      const lease = await locks.acquire('k', still)
      clock.advance(ttl - 1)
      await lease.extend()
      expect((await locks.inspect('k'))?.expiresAt).toStrictEqual(new Date(clock() + ttl))
      await lease.extend(5)
      clock.advance(4)
      expect(await locks.tryAcquire('k')).toBeUndefined()
      clock.advance(1)
      expect((await locks.tryAcquire('k', still))?.fence).toBe(2)
    },
  }),
  rule({
    id: 'locks.release',
    title:
      'lease.release() frees the key at once, says whether it was held, and does nothing the second time',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      const lease = await locks.acquire('k')
      expect(await lease.release()).toBe(true)
      const next = await locks.acquire('k', { wait: 0 })
      expect(await lease.release()).toBe(true)
      await locks.confirm(next)
      expect(await next.release()).toBe(true)
      expect(lease.signal.aborted).toBe(false)
    },
  }),
  rule({
    id: 'locks.inspect',
    title: 'locks.inspect() tells who holds a key since when and until when, and nothing when nobody does',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const locks = session.locks('jobs')
      expect(await locks.inspect('k')).toBeUndefined()
      const lease = await locks.acquire('k', { ...still, owner: 'worker 7' })
      expect(await locks.inspect('k')).toStrictEqual({
        fence: 1,
        owner: 'worker 7',
        grantedAt: new Date(clock()),
        expiresAt: new Date(clock() + ttl),
      })
      clock.advance(ttl)
      expect(await locks.inspect('k')).toBeUndefined()
      await lease.release()
      const named = await locks.acquire('k', still)
      expect((await locks.inspect('k'))?.owner).toContain(String(process.pid))
      await named.release()
      expect(await locks.inspect('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'locks.apart',
    title: 'locks of other keys, stores and tenants are other locks, however their names are spelt',
    present: async (context) => {
      const keys = ['k', 'k2', ['k', ''], ['k', '2'], ' %_\'"\\é😀', ['a', 'b\u0001c']] as const
      const held = [
        ...keys.map((key) => context.session.locks('jobs').tryAcquire(key)),
        ...['jobs2', 'job', 'o\'"\\%_'].map((name) => context.session.locks(name).tryAcquire('k')),
        context.db.tenant(context.name()).locks('jobs').tryAcquire('k'),
      ]
      const leases = await Promise.all(held)
      expect(leases.every((lease) => lease?.fence === 1)).toBe(true)
      for (const lease of leases) await lease?.release()
    },
  }),
  rule({
    id: 'locks.misuse',
    title: 'locks refuse what can never be right before anything is asked of the engine',
    present: async ({ session }) => {
      const locks = session.locks('jobs')
      await misuse(() => session.locks(''))
      await misuse(() => locks.acquire(''))
      await misuse(() => locks.acquire(7 as never))
      for (const wrong of [0, -1, 1.5, Number.NaN, 2 ** 31, '5', null])
        await misuse(() => locks.acquire('k', { ttl: wrong as never }))
      await misuse(() => locks.acquire('k', { wait: -1 }))
      await misuse(() => locks.acquire('k', { owner: '' }))
      await misuse(() => locks.acquire('k', { keepAlive: 1 as never }))
      await misuse(() => locks.acquire('k', { time: 1 } as never))
      await misuse(() => locks.confirm({ fence: 1 } as never))
      await misuse(() => locks.with('k', 'body' as never))
      expect(await locks.inspect('k')).toBeUndefined()
    },
  }),
]
