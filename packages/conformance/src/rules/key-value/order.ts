import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const keyValueOrder: readonly Rule[] = [
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
