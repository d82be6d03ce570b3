import { open, type Backend, type Capability } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../deferred.ts'
import { collect, misuse, refusal } from '../failures.ts'
import { rule, type Rule } from '../rule.ts'
import { lifeTraits } from './life/traits.ts'

export const lifeRules: readonly Rule[] = [
  ...lifeTraits,
  rule({
    id: 'life.reopen',
    title: 'what was written is there when the database is opened again',
    needs: ['persistent'],
    present: async (context) => {
      const { db, again } = await context.fresh()
      const { version } = await db.keyValue('items').set('k', { a: 1 }, { ttl: 3_600_000 })
      const before = await db.keyValue('items').entry('k')
      await db.transaction((tx) => tx.keyValue('items').increment('n', 5))
      await db.close()
      const reopened = await again()
      expect(await reopened.keyValue('items').entry('k')).toStrictEqual(before)
      expect((await reopened.keyValue('items').set('k', 2, { ifVersion: version })).ok).toBe(true)
      expect(await reopened.keyValue('items').increment('n')).toBe(6)
    },
    absent: async (context) => {
      const { db, again } = await context.fresh()
      await db.keyValue('items').set('k', 1)
      await db.close()
      expect(await (await again()).keyValue('items').get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'life.open-many-times',
    title: 'a database can be opened and closed many times',
    present: async (context) => {
      const { db, again } = await context.fresh()
      await db.close()
      for (let round = 0; round < 8; round += 1) {
        const next = await again()
        const expected = context.capabilities.persistent ? round + 1 : 1
        expect(await next.keyValue('items').increment('rounds')).toBe(expected)
        await next.close()
      }
    },
  }),
  rule({
    id: 'life.several-handles',
    title: 'several handles on one database see one another’s committed writes',
    needs: ['persistent'],
    present: async (context) => {
      const handles = await Promise.all([context.open(), context.open(), context.open()])
      const stores = handles.map((handle) => handle.tenant(context.tenant).keyValue<number>('items'))
      for (const [index, store] of stores.entries()) await store.set(`k${index}`, index)
      for (const store of stores) expect(await store.getMany(['k0', 'k1', 'k2'])).toStrictEqual([0, 1, 2])
      await Promise.all(stores.flatMap((store) => [1, 2, 3, 4, 5].map(() => store.increment('n'))))
      expect(await stores[0]?.get('n')).toBe(15)
    },
    absent: async (context) => {
      const [first, second] = await Promise.all([context.open(), context.open()])
      await first.keyValue('items').set('k', 1)
      expect(await second.keyValue('items').get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'life.close.idempotent',
    title: 'close() may be called again and gives the same promise; await using closes too',
    present: async (context) => {
      const db = await context.open()
      const first = db.close()
      expect(db.close()).toBe(first)
      await first
      await db.close()
      const other = await context.open()
      await other[Symbol.asyncDispose]()
      await refusal('closed', () => other.keyValue('items').get('k'))
    },
  }),
  rule({
    id: 'life.close.drains',
    title: 'close() waits for operations and transactions that run already',
    present: async (context) => {
      const db = await context.open()
      const session = db.tenant(context.tenant)
      const wrote = deferred()
      const goOn = deferred()
      const work = [
        session.keyValue('items').set('a', 1),
        session.transaction(async (tx) => {
          wrote.resolve()
          await goOn.promise
          await tx.keyValue('items').set('b', 2)
          return true
        }),
      ]
      const ended = Promise.allSettled(work)
      await wrote.promise
      const closing = db.close()
      const moment = new Promise((resolve) => setTimeout(() => resolve('still open'), 30))
      expect(await Promise.race([closing, moment])).toBe('still open')
      goOn.resolve()
      const settled = await ended
      await closing
      expect(settled.map(({ status }) => status)).toStrictEqual(['fulfilled', 'fulfilled'])
      if (context.capabilities.persistent)
        expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'life.close.drain-limit',
    title: 'close({ drain }) rolls back a transaction that does not end, after that time',
    present: async (context) => {
      const db = await context.open()
      const wrote = deferred()
      const goOn = deferred()
      const stuck = db.tenant(context.tenant).transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        wrote.resolve()
        await goOn.promise
      })
      const outcome = stuck.then(
        () => 'committed',
        (error: unknown) => (error as { code?: string }).code,
      )
      await wrote.promise
      const started = performance.now()
      await db.close({ drain: 50 })
      expect(performance.now() - started).toBeLessThan(5_000)
      goOn.resolve()
      expect(await outcome).not.toBe('committed')
      if (context.capabilities.persistent) expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'life.closed.watch',
    title: 'keyValue.watch() on a closed database throws closed',
    present: async (context) => {
      const db = await context.suite.closed()
      await refusal('closed', () => collect(db.keyValue('items').watch(['k'])))
    },
  }),
  rule({
    id: 'life.ping',
    title: 'ping() tells the round trip in milliseconds',
    present: async (context) => {
      const { latency } = await context.db.ping()
      expect(latency).toBeGreaterThanOrEqual(0)
      expect(latency).toBeLessThan(5_000)
      await misuse(() => context.db.ping({ timeout: -1 }))
    },
  }),
  rule({
    id: 'life.facts',
    title: 'a database tells its backend, capabilities, limits and what the engine says about itself',
    present: async ({ db }) => {
      expect(db.backend).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(db.facts.engine.length * db.facts.version.length * db.facts.system.length).toBeGreaterThan(0)
      expect(['full', 'process', 'none']).toContain(db.facts.durability)
      expect(Object.values(db.capabilities).every((value) => typeof value === 'boolean')).toBe(true)
      expect(Object.keys(db.capabilities)).toHaveLength(7)
      expect(Object.values(db.limits).every((limit) => Number.isSafeInteger(limit) && limit >= 0)).toBe(true)
    },
  }),
  rule({
    id: 'life.durability',
    title: 'a persistent database is opened with full durability by default',
    needs: ['persistent'],
    present: async ({ db }) => {
      expect(db.facts.durability).toBe('full')
    },
    absent: async ({ db }) => {
      expect(db.facts.durability).toBe('none')
    },
  }),
  rule({
    id: 'life.requires',
    title:
      'open({ requires }) succeeds for capabilities that are there and throws unsupported for one that is not',
    present: async (context) => {
      const all = Object.entries(context.capabilities) as [Capability, boolean][]
      const present = all.filter(([, isThere]) => isThere).map(([name]) => name)
      const db = await context.open({ requires: present })
      expect(db.capabilities).toStrictEqual(context.capabilities)
      for (const [name, isThere] of all)
        if (!isThere) await refusal('unsupported', () => context.open({ requires: [name] }))
    },
  }),
  rule({
    id: 'life.open.bad-options',
    title: 'open() refuses an option that does not exist, a bad one, and what is no backend, as misuse',
    present: async (context) => {
      for (const wrong of [
        { clok: Date.now },
        { schema: 'maybe' },
        { clock: 5 },
        { stores: ['nothing'] },
        { log: 'x' },
      ] as object[]) {
        await misuse(() => context.open(wrong))
      }
      for (const wrong of [undefined, null, 5, {}, () => 1] as unknown as Backend[])
        await misuse(() => open(wrong))
    },
  }),
  rule({
    id: 'life.open.other-seam',
    title: 'open() refuses a backend that was built for another version of the seam, by name',
    present: async (context) => {
      const backend = await context.suite.place.backend()
      const other: Backend = {
        name: backend.name,
        seam: 2 as unknown as 1,
        capabilities: backend.capabilities,
        limits: backend.limits,
        open: () => expect.fail('It was opened all the same'),
      }
      await expect(open(other)).rejects.toThrow(backend.name)
    },
  }),
]
