import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { offline, outbox } from './outboxes.ts'

const minute = 60_000

export const evidenceDeliveries: readonly Rule[] = [
  rule({
    id: 'evidence.schedule',
    title:
      'evidence() tries again after 1, 2, 4, 8, 16, 32, 60, 60 … minutes, never before, and never gives up',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const evidence = outbox(session)
      const { id } = await evidence.capture({ a: 1 })
      const pauses: number[] = []
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        expect(await evidence.drain(offline)).toMatchObject({ sent: 0, failed: 1, left: 1 })
        const item = await evidence.get(id)
        expect(item).toMatchObject({ state: 'waiting', attempts: attempt })
        const pause = item!.dueAt!.getTime() - clock()
        pauses.push(pause / minute)
        clock.advance(pause - 1)
        expect(await evidence.drain(offline)).toMatchObject({ failed: 0, left: 1 })
        clock.advance(1)
      }
      expect(pauses).toStrictEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
      for (let attempt = 10; attempt <= 30; attempt += 1) {
        expect(await evidence.drain(offline)).toMatchObject({ failed: 1, left: 1 })
        clock.advance(60 * minute)
      }
      expect(await evidence.drain(async () => 'at last')).toMatchObject({ sent: 1, left: 0 })
    },
  }),
  rule({
    id: 'evidence.receipt',
    title:
      'evidence() stores the receipt with the item before it can be removed, and removes it no earlier than keepSent after it',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const evidence = outbox(session, 'agent', { keepSent: minute })
      const { id } = await evidence.capture({ a: 1 }, { meta: { trace: 't' } })
      const other = await evidence.capture({ b: 1 })
      const seen: unknown[] = []
      const capturedAt = new Date(clock())
      clock.advance(5)
      await evidence.drain(async (item, { idempotencyKey, attempt, meta }) => {
        seen.push([item, idempotencyKey, attempt, meta])
        if (idempotencyKey === other.id) throw Object.assign(new Error('refused'), { code: 'E503' })
        return { receipt: 7 }
      })
      expect(seen).toHaveLength(2)
      expect(seen).toContainEqual([{ a: 1 }, id, 1, { trace: 't' }])
      expect(await evidence.get(id)).toStrictEqual({
        id,
        state: 'sent',
        item: { a: 1 },
        meta: { trace: 't' },
        capturedAt,
        attempts: 1,
        sentAt: new Date(clock()),
        receipt: { receipt: 7 },
      })
      expect((await evidence.get(other.id))?.failure).toMatchObject({ message: 'refused', code: 'E503' })
      clock.advance(minute - 1)
      expect(await evidence.prune()).toBe(0)
      clock.advance(1)
      expect(await evidence.prune()).toBe(1)
      expect(await evidence.get(id)).toBeUndefined()
      expect((await evidence.get(other.id))?.state).toBe('waiting')
    },
  }),
  rule({
    id: 'evidence.refused-receipt',
    title:
      'evidence().drain() counts an item as sent when its receipt is stored: what is no JSON is a failed attempt',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const evidence = outbox(session)
      const { id } = await evidence.capture({ a: 1 })
      expect(await evidence.drain(async () => new Map())).toMatchObject({ sent: 0, failed: 1, left: 1 })
      expect(await evidence.get(id)).toMatchObject({ state: 'waiting', failure: { code: 'invalid-value' } })
      clock.advance(minute)
      expect(await evidence.drain(async () => undefined)).toMatchObject({ sent: 1, failed: 0, left: 0 })
      expect((await evidence.get(id))?.state).toBe('sent')
    },
  }),
  rule({
    id: 'evidence.online',
    title: 'evidence().drain() tries nothing while it is not online, and stops when it is no longer',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      await evidence.captureMany(Array.from({ length: 6 }, (_, index) => ({ index })))
      expect(await evidence.drain(offline, { online: () => false })).toStrictEqual({
        sent: 0,
        failed: 0,
        left: 6,
        isOnline: false,
      })
      expect((await evidence.find()).items.map(({ attempts }) => attempts)).toStrictEqual([0, 0, 0, 0, 0, 0])
      let asked = 0
      const online = async (): Promise<boolean> => {
        asked += 1
        return asked <= 2
      }
      const part = await evidence.drain(async () => 'received', { online, concurrency: 2 })
      expect(part).toStrictEqual({ sent: 4, failed: 0, left: 2, isOnline: false })
      expect(await evidence.drain(async () => 'received')).toStrictEqual({
        sent: 2,
        failed: 0,
        left: 0,
        isOnline: true,
      })
    },
  }),
  rule({
    id: 'evidence.hurry',
    title: 'evidence().hurry() lets what waits be due at once',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      await evidence.captureMany([{ a: 1 }, { a: 2 }])
      await evidence.drain(offline)
      expect(await evidence.drain(async () => 'received')).toMatchObject({ sent: 0, left: 2 })
      expect(await evidence.hurry()).toBe(2)
      expect(await evidence.hurry()).toBe(0)
      expect(await evidence.drain(async () => 'received')).toMatchObject({ sent: 2, left: 0 })
    },
  }),
  rule({
    id: 'evidence.killed',
    title:
      'evidence() delivers an item again, with the same idempotency key, when whoever delivered it was gone too long',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const evidence = outbox(session)
      const { id } = await evidence.capture({ a: 1 })
      const keys: string[] = []
      const late = evidence.drain(
        async (_item, { idempotencyKey }) => {
          keys.push(idempotencyKey)
          clock.advance(minute)
          const taken = await evidence.drain(async (_same, second) => {
            keys.push(second.idempotencyKey)
            return 'second'
          })
          expect(taken.sent).toBe(1)
          return 'first'
        },
        { lease: minute },
      )
      await expect(late).rejects.toMatchObject({ code: 'lease-lost' })
      expect(keys).toStrictEqual([id, id])
      expect(await evidence.get(id)).toMatchObject({ state: 'sent', receipt: 'second' })
    },
  }),
  rule({
    id: 'evidence.work',
    title: 'evidence().work() delivers what comes while it is online, until it is stopped',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      let isOnline = false
      const delivered = new Set<string>()
      let tell: () => void = () => undefined
      const until = (count: number): Promise<void> =>
        new Promise((resolve) => {
          tell = () => {
            if (delivered.size >= count) resolve()
          }
          tell()
        })
      await evidence.capture({ n: 1 })
      await using worker = evidence.work(
        async (_item, { idempotencyKey }) => {
          delivered.add(idempotencyKey)
          tell()
          return 'received'
        },
        { online: () => isOnline },
      )
      await evidence.capture({ n: 2 })
      expect(delivered.size).toBe(0)
      isOnline = true
      expect(await evidence.hurry()).toBe(0)
      await until(2)
      await evidence.capture({ n: 3 })
      await until(3)
      await worker.stop()
      expect(await evidence.stats()).toMatchObject({ waiting: 0, sending: 0, sent: 3 })
      await evidence.capture({ n: 4 })
      expect(delivered.size).toBe(3)
    },
  }),
  rule({
    id: 'evidence.cancelled',
    title: 'evidence().drain() that is cancelled ends its uploads, and their items wait again',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      const { id } = await evidence.capture({ a: 1 })
      const stop = new AbortController()
      const drained = evidence.drain(
        (_item, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
            stop.abort(new Error('enough'))
          }),
        { signal: stop.signal },
      )
      await expect(drained).rejects.toThrow('enough')
      expect(await evidence.get(id)).toMatchObject({ state: 'waiting', failure: { message: 'enough' } })
    },
  }),
  rule({
    id: 'evidence.tenants',
    title: 'evidence() of one tenant is nobody else’s',
    present: async (context) => {
      const { db } = await context.fresh()
      const [one, two] = [outbox(db.tenant('one')), outbox(db.tenant('two'))]
      const { id } = await one.capture({ a: 1 })
      expect((await two.capture({ a: 1 })).outcome).toBe('captured')
      expect(await two.drain(async () => 'received')).toMatchObject({ sent: 1 })
      expect((await one.get(id))?.state).toBe('waiting')
      expect(await outbox(db).find()).toStrictEqual({ items: [] })
    },
  }),
]
