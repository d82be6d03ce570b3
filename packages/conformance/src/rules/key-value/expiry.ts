import type { KeyValue } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, keysOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const ttl = 1_000

type Look = readonly [string, (store: KeyValue<number>) => Promise<boolean>]

/** Every way to see whether the entry `k` exists. */
const looks: readonly Look[] = [
  ['get', async (store) => (await store.get('k')) !== undefined],
  ['entry', async (store) => (await store.entry('k')) !== undefined],
  ['has', (store) => store.has('k')],
  ['getMany', async (store) => (await store.getMany(['x', 'k']))[1] !== undefined],
  ['list', async (store) => (await keysOf(store.list())).includes('k')],
  ['list with a prefix', async (store) => (await keysOf(store.list({ prefix: 'k' }))).includes('k')],
  ['set with ifAbsent', async (store) => !(await store.set('k', 2, { ifAbsent: true })).ok],
  [
    'update',
    async (store) => {
      let seen: number | undefined
      await store.update('k', (value) => void (seen = value))
      return seen !== undefined
    },
  ],
  ['increment', async (store) => (await store.increment('k')) === 2],
  ['delete', (store) => store.delete('k')],
  ['deletePrefix', async (store) => (await store.deletePrefix('k')) === 1],
  ['clear', async (store) => (await store.clear()) === 1],
  ['touch', (store) => store.touch('k', 5)],
  [
    'atomic().check() for absence',
    async (store) => !(await store.atomic().check('k', undefined).commit()).ok,
  ],
  [
    'atomic().increment()',
    async (store) => {
      await store.atomic().increment('k').commit()
      return (await store.get('k')) === 2
    },
  ],
]

export const keyValueExpiry: readonly Rule[] = [
  ...looks.map(([what, look]) =>
    rule({
      id: `key-value.expiry.seen-by-${what.replaceAll(/[^a-zA-Z]+/g, '-')}`,
      title: `keyValue.${what} sees an entry one millisecond before expiresAt, and not at it or after it`,
      present: async (context) => {
        for (const [at, expected] of [
          [ttl - 1, true],
          [ttl, false],
          [ttl + 1, false],
        ] as const) {
          const { store: make, clock } = await context.timed()
          const store = make<number>()
          await store.clear()
          await store.set('k', 1, { ttl })
          clock.advance(at)
          expect(await look(store), `${at} of ${ttl} ms`).toBe(expected)
        }
      },
    }),
  ),
  rule({
    id: 'key-value.expiry.if-version',
    title: 'keyValue takes an expired entry for missing where a version is asked for',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const { version } = await store.set('k', 1, { ttl })
      clock.advance(ttl)
      expect(await store.set('k', 2, { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.delete('k', { ifVersion: version })).toBe(false)
      expect(await store.atomic().check('k', version).set('other', 1).commit()).toStrictEqual({
        ok: false,
        failed: ['k'],
      })
      expect(await store.has('other')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.expiry.expires-at',
    title: 'keyValue.entry() tells expiresAt: the time of the write plus ttl, to the millisecond',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.set('k', 1, { ttl: 1 })
      expect((await store.entry('k'))?.expiresAt).toStrictEqual(new Date(clock() + 1))
      await store.set('k', 1, { ttl: 123_456_789 })
      expect((await store.entry('k'))?.expiresAt).toStrictEqual(new Date(clock() + 123_456_789))
    },
  }),
  rule({
    id: 'key-value.expiry.replaced',
    title: 'keyValue.set() without ttl removes an earlier expiry, and with one sets a new one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        [
          ['a', 1],
          ['b', 1],
        ],
        { ttl },
      )
      await store.set('a', 2)
      await store.set('b', 2, { ttl: ttl * 2 })
      expect('expiresAt' in ((await store.entry('a')) ?? { expiresAt: 1 })).toBe(false)
      clock.advance(ttl)
      expect(await store.getMany(['a', 'b'])).toStrictEqual([2, 2])
      clock.advance(ttl)
      expect(await store.getMany(['a', 'b'])).toStrictEqual([2, undefined])
    },
  }),
  rule({
    id: 'key-value.expiry.kept-by-update',
    title: 'keyValue.update() and increment() keep an expiry; update() with ttl sets a new one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
        { ttl },
      )
      clock.advance(ttl / 2)
      await store.update('a', () => 2)
      await store.increment('b', 1, { ttl: ttl * 100 })
      await store.update('c', () => 2, { ttl })
      clock.advance(ttl / 2)
      expect(await store.getMany(['a', 'b', 'c'])).toStrictEqual([undefined, undefined, 2])
    },
  }),
  rule({
    id: 'key-value.expiry.increment-creates',
    title: 'keyValue.increment() gives its ttl to the entry that it creates, also in place of an expired one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      expect(await store.increment('k', 5, { ttl })).toBe(5)
      clock.advance(ttl)
      expect(await store.increment('k', 1, { ttl: ttl * 2 })).toBe(1)
      clock.advance(ttl)
      expect(await store.increment('k')).toBe(2)
      clock.advance(ttl)
      expect(await store.has('k')).toBe(false)
    },
  }),
  rule({
    id: 'key-value.expiry.new-life',
    title: 'keyValue starts createdAt anew for an entry that replaces an expired one',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.set('k', 1, { ttl })
      clock.advance(ttl + 5)
      await store.set('k', 2)
      expect((await store.entry('k'))?.createdAt).toStrictEqual(new Date(clock()))
    },
  }),
  rule({
    id: 'key-value.expiry.touch',
    title: 'keyValue.touch() sets the time to live from now, or none with null, and keeps value and version',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const { version } = await store.set('k', 1, { ttl })
      clock.advance(ttl - 1)
      expect(await store.touch('k', ttl)).toBe(true)
      clock.advance(ttl - 1)
      const entry = await store.entry('k')
      expect([entry?.value, entry?.version, entry?.expiresAt]).toStrictEqual([
        1,
        version,
        new Date(clock() + 1),
      ])
      expect(await store.touch('k', null)).toBe(true)
      clock.advance(ttl * 1_000)
      expect(await store.get('k')).toBe(1)
    },
  }),
  rule({
    id: 'key-value.expiry.inside-transaction',
    title: 'keyValue judges expiry at each call, also inside one transaction',
    present: async (context) => {
      const { session, clock } = await context.timed()
      await session.keyValue('items').set('k', 1, { ttl })
      const seen = await session.transaction(async (tx) => {
        const before = await tx.keyValue('items').get('k')
        clock.advance(ttl)
        return [before, await tx.keyValue('items').get('k')]
      })
      expect(seen).toStrictEqual([1, undefined])
    },
  }),
  rule({
    id: 'key-value.expiry.default-ttl',
    title:
      'keyValue with a default ttl gives it to every write that names none; null keeps an entry for ever',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const store = session.keyValue<number>('items', { ttl })
      await store.set('set', 1)
      await store.setMany([['many', 1]])
      await store.increment('increment')
      await store.update('update', () => 1)
      await store.atomic().set('atomic', 1).commit()
      await store.set('own', 1, { ttl: ttl * 2 })
      await store.set('ever', 1, { ttl: null })
      expect(await collect(store.list())).toHaveLength(7)
      clock.advance(ttl)
      expect(await keysOf(store.list())).toStrictEqual(['ever', 'own'])
      clock.advance(ttl)
      expect(await keysOf(store.list())).toStrictEqual(['ever'])
    },
  }),
  rule({
    id: 'key-value.expiry.bad-ttl',
    title: 'keyValue refuses a ttl that is not a whole number of at least one millisecond as misuse',
    present: async (context) => {
      const store = context.store<number>()
      await store.set('k', 1)
      for (const wrong of [
        0,
        -1,
        1.5,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        2 ** 60,
        '5',
        new Date(),
        true,
      ] as number[]) {
        await misuse(() => store.set('k', 2, { ttl: wrong }))
        await misuse(() => store.setMany([['k', 2]], { ttl: wrong }))
        await misuse(() => store.update('k', () => 2, { ttl: wrong }))
        await misuse(() => store.increment('k', 1, { ttl: wrong }))
        await misuse(() => store.touch('k', wrong))
        await misuse(() => store.atomic().set('k', 2, { ttl: wrong }).commit())
        await misuse(() => context.session.keyValue('items', { ttl: wrong }))
      }
      expect((await store.entry('k'))?.value).toBe(1)
    },
  }),
  rule({
    id: 'key-value.prune.counts',
    title: 'keyValue.prune() removes expired entries, up to its limit, and gives their number',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const keys = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`)
      await store.setMany(
        keys.map((key) => [key, 1]),
        { ttl },
      )
      await store.setMany([['later', 1]], { ttl: ttl + 1 })
      await store.set('ever', 1)
      expect(await store.prune()).toBe(0)
      clock.advance(ttl)
      expect(await store.prune({ limit: 10 })).toBe(10)
      expect(await store.prune({ limit: 100 })).toBe(20)
      expect(await store.prune()).toBe(0)
      expect(await keysOf(store.list())).toStrictEqual(['ever', 'later'])
    },
  }),
  rule({
    id: 'key-value.prune.twice-at-once',
    title: 'keyValue.prune() by several callers at once counts every entry once',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      await store.setMany(
        Array.from({ length: 40 }, (_, index) => [`k${index}`, 1]),
        { ttl },
      )
      clock.advance(ttl)
      const counts = await Promise.all([
        store.prune({ limit: 15 }),
        store.prune({ limit: 15 }),
        store.prune({ limit: 15 }),
      ])
      const rest = await store.prune()
      expect(counts.reduce((sum, count) => sum + count, rest)).toBe(40)
    },
  }),
  rule({
    id: 'key-value.prune.own-store',
    title: 'keyValue.prune() leaves other stores, other tenants and revived entries alone',
    present: async (context) => {
      const { session, store: make, clock } = await context.timed()
      const store = make<number>()
      const other = session.keyValue<number>('other')
      await store.setMany(
        [
          ['a', 1],
          ['b', 1],
        ],
        { ttl },
      )
      await other.set('a', 1, { ttl })
      clock.advance(ttl)
      await store.set('b', 2)
      expect(await store.prune()).toBe(1)
      expect(await store.get('b')).toBe(2)
      expect(await other.prune()).toBe(1)
    },
  }),
  rule({
    id: 'key-value.prune.bad-limit',
    title: 'keyValue.prune() refuses a limit that is not a whole number of at least one as misuse',
    present: async (context) => {
      const store = context.store()
      for (const wrong of [0, -1, 1.5, Number.NaN, '5'] as number[])
        await misuse(() => store.prune({ limit: wrong }))
    },
  }),
]
