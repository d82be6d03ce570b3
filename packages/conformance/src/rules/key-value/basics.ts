import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueBasics: readonly Rule[] = [
  rule({
    id: 'key-value.get.missing',
    title: 'keyValue gives undefined, false and holes for entries that do not exist',
    present: async (context) => {
      const store = context.store()
      expect(await store.get('missing')).toBeUndefined()
      expect(await store.entry('missing')).toBeUndefined()
      expect(await store.has('missing')).toBe(false)
      expect(await store.delete('missing')).toBe(false)
      expect(await store.touch('missing', 1_000)).toBe(false)
      expect(await store.clear()).toBe(0)
      expect(await store.deletePrefix('missing')).toBe(0)
    },
  }),
  rule({
    id: 'key-value.set.replaces',
    title: 'keyValue.set() creates and then replaces the entry',
    present: async (context) => {
      const store = context.store()
      const first = await store.set('k', { a: 1, b: 2 })
      const second = await store.set('k', { c: 3 })
      expect(await store.get('k')).toStrictEqual({ c: 3 })
      expect(first.ok && second.ok).toBe(true)
      expect(first.version).not.toBe(second.version)
    },
  }),
  rule({
    id: 'key-value.set.null-is-a-value',
    title: 'keyValue tells a stored null from a missing entry',
    present: async (context) => {
      const store = context.store()
      await store.set('k', null)
      expect(await store.get('k')).toBeNull()
      expect(await store.has('k')).toBe(true)
      expect(await store.getMany(['k', 'missing'])).toStrictEqual([null, undefined])
      expect(await store.delete('k')).toBe(true)
      expect(await store.get('k')).toBeUndefined()
    },
  }),
  rule({
    id: 'key-value.delete.tells',
    title: 'keyValue.delete() tells whether there was an entry, and takes only that one',
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['k', 1],
        ['kk', 2],
      ])
      expect(await store.delete('k')).toBe(true)
      expect(await store.delete('k')).toBe(false)
      expect(await store.get('kk')).toBe(2)
    },
  }),
  rule({
    id: 'key-value.clear.counts',
    title: 'keyValue.clear() deletes every entry of its store and gives their number',
    present: async (context) => {
      const store = context.store()
      const other = context.session.keyValue('other')
      await other.set('k', 1)
      await store.setMany(Array.from({ length: 25 }, (_, index) => [`k${index}`, index]))
      expect(await store.clear()).toBe(25)
      expect(await store.clear()).toBe(0)
      expect(await other.get('k')).toBe(1)
    },
  }),
  rule({
    id: 'key-value.entry.fields',
    title: 'keyValue.entry() gives key, value, version and times',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const created = clock()
      const { version } = await store.set('k', 1)
      expect(await store.entry('k')).toStrictEqual({
        key: 'k',
        value: 1,
        version,
        createdAt: new Date(created),
        updatedAt: new Date(created),
      })
    },
  }),
  rule({
    id: 'key-value.entry.times',
    title:
      'keyValue keeps createdAt when an entry is replaced, moves updatedAt, and starts again after a delete',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const created = clock()
      await store.set('k', 1)
      clock.advance(1_500)
      await store.set('k', 2)
      const replaced = await store.entry('k')
      expect([replaced?.createdAt.getTime(), replaced?.updatedAt.getTime()]).toStrictEqual([
        created,
        created + 1_500,
      ])
      await store.delete('k')
      clock.advance(10)
      await store.set('k', 3)
      const again = await store.entry('k')
      expect([again?.createdAt.getTime(), again?.updatedAt.getTime()]).toStrictEqual([
        created + 1_510,
        created + 1_510,
      ])
    },
  }),
  rule({
    id: 'key-value.entry.engine-time',
    title: 'keyValue stamps entries with the present time when no clock is handed in',
    present: async (context) => {
      const store = context.store()
      await store.set('k', 1)
      const entry = await store.entry('k')
      // A server's clock may differ from this machine's, but not by an hour, nor by a time zone.
      expect(Math.abs((entry?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(30 * 60_000)
    },
  }),
  rule({
    id: 'key-value.order.own-writes',
    title: 'keyValue applies one session’s un-awaited writes in the order of the calls',
    present: async (context) => {
      const store = context.store<number>()
      const writes: Promise<unknown>[] = []
      for (let round = 0; round < 40; round += 1) {
        writes.push(store.set('hot', round), store.set(`k${round % 7}`, round))
        if (round % 10 === 9) writes.push(store.delete('hot'), store.increment('hot', round))
      }
      await Promise.all(writes)
      expect(await store.get('hot')).toBe(39)
      expect(await store.getMany([0, 1, 2, 3, 4, 5, 6].map((index) => `k${index}`))).toStrictEqual([
        35, 36, 37, 38, 39, 33, 34,
      ])
    },
  }),
  rule({
    id: 'key-value.order.read-after-write',
    title: 'keyValue.get() sees every write whose promise has resolved, under sixteen busy callers',
    present: async (context) => {
      const store = context.store<number>()
      const stale: string[] = []
      const caller = async (name: number): Promise<void> => {
        for (let round = 1; round <= 15; round += 1) {
          await store.set(`k${name}`, round)
          const [read, many] = await Promise.all([store.get(`k${name}`), store.getMany([`k${name}`])])
          if (read !== round || many[0] !== round)
            stale.push(`k${name}: ${round}, read ${read} and ${many[0]}`)
        }
      }
      await Promise.all(Array.from({ length: 16 }, (_, name) => caller(name)))
      expect(stale).toStrictEqual([])
    },
  }),
  rule({
    id: 'key-value.order.monotonic',
    title: 'keyValue.get() never goes back to an older value of a key that one caller counts up',
    present: async (context) => {
      const store = context.store<number>()
      await store.set('k', 0)
      let isDone = false
      const backwards: number[] = []
      const reader = async (): Promise<void> => {
        let last = 0
        while (!isDone) {
          const read = (await store.get('k')) ?? -1
          if (read < last) backwards.push(read)
          last = read
          await new Promise(setImmediate)
        }
      }
      const readers = [reader(), reader(), reader()]
      for (let round = 1; round <= 60; round += 1) await store.set('k', round)
      isDone = true
      await Promise.all(readers)
      expect(backwards).toStrictEqual([])
    },
  }),
]
