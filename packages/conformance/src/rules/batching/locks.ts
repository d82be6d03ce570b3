import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'

export const batchingLocks: readonly Rule[] = [
  rule({
    id: 'batching.held-row',
    title: 'a row that a transaction holds delays writes of its own key only',
    needs: ['concurrentWriters'],
    present: async (context) => {
      const store = context.store<number>()
      await store.set('held', 0)
      const wrote = deferred()
      const goOn = deferred()
      const holder = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('held', 1)
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      let isHeldDone = false
      const held = store.set('held', 2).then(() => (isHeldDone = true))
      const started = performance.now()
      await Promise.all(Array.from({ length: 63 }, (_, index) => store.set(`free${index}`, index)))
      const took = performance.now() - started
      expect(isHeldDone).toBe(false)
      context.note('batching', 'heldRow', { free: 63, milliseconds: took })
      expect(took).toBeLessThan(5_000)
      goOn.resolve()
      await holder
      await held
      expect(await store.get('held')).toBe(2)
    },
    absent: async (context) => {
      // One writer at a time: everybody waits for the holder, in order, and nothing is lost.
      const store = context.store<number>()
      const wrote = deferred()
      const holder = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('held', 1)
        wrote.resolve()
        await new Promise(setImmediate)
      })
      await wrote.promise
      await Promise.all([
        store.set('held', 2),
        ...Array.from({ length: 63 }, (_, index) => store.set(`free${index}`, index)),
      ])
      await holder
      expect(await store.get('held')).toBe(2)
      expect(await store.clear()).toBe(64)
    },
  }),
  rule({
    id: 'batching.opposite-orders',
    title: 'callers on several handles that write the same keys in opposite orders never deadlock',
    present: async (context) => {
      const handles = context.capabilities.persistent
        ? [context.db, await context.open()]
        : [context.db, context.db]
      const keys = Array.from({ length: 48 }, (_, index) => `k${index}`)
      const rounds = async (handle: number): Promise<void> => {
        const store = (handles[handle] ?? context.db).tenant(context.tenant).keyValue<number>('items')
        const ordered = handle === 0 ? keys : [...keys].reverse()
        for (let round = 0; round < 6; round += 1) {
          await Promise.all(ordered.map((key) => store.set(key, handle)))
          await Promise.all(
            ordered.map((key, index) => (index % 3 === 0 ? store.delete(key) : store.increment(key))),
          )
        }
      }
      const started = performance.now()
      await Promise.all([rounds(0), rounds(1)])
      context.note('batching', 'oppositeOrders', {
        keys: keys.length,
        milliseconds: performance.now() - started,
      })
      expect(await context.store().has('k1')).toBe(true)
    },
  }),
]
