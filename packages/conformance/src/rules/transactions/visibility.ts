import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionVisibility: readonly Rule[] = [
  rule({
    id: 'transaction.read-your-writes',
    title: 'tx sees its own writes in every way of reading',
    present: async (context) => {
      await context.store().setMany([
        ['a', 1],
        ['b', 1],
      ])
      await context.session.transaction(async (tx) => {
        const store = items(tx)
        await store.set('a', 2)
        await store.delete('b')
        await store.setMany([['c', 3]])
        expect(await store.increment('d', 4)).toBe(4)
        expect(await store.get('a')).toBe(2)
        expect(await store.has('b')).toBe(false)
        expect(await store.getMany(['a', 'b', 'c', 'd'])).toStrictEqual([2, undefined, 3, 4])
        const listed: unknown[] = []
        for await (const entry of store.list()) listed.push([entry.key, entry.value])
        expect(listed).toStrictEqual([
          ['a', 2],
          ['c', 3],
          ['d', 4],
        ])
        expect(await store.set('c', 9, { ifAbsent: true })).toStrictEqual({ ok: false })
        const { version } = await store.set('a', 5)
        expect((await store.set('a', 6, { ifVersion: version })).ok).toBe(true)
      })
      expect(await context.store().getMany(['a', 'b', 'c', 'd'])).toStrictEqual([6, undefined, 3, 4])
    },
  }),
  rule({
    id: 'transaction.invisible-until-commit',
    title: 'a transaction’s writes are invisible to others until it commits, and all visible then',
    needs: ['concurrentWriters'],
    present: async (context) => {
      const store = context.store()
      const wrote = deferred()
      const goOn = deferred()
      const running = context.session.transaction(async (tx) => {
        await items(tx).setMany([
          ['a', 1],
          ['b', 1],
        ])
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      expect(await store.getMany(['a', 'b'])).toStrictEqual([undefined, undefined])
      goOn.resolve()
      await running
      expect(await store.getMany(['a', 'b'])).toStrictEqual([1, 1])
    },
    absent: async (context) => {
      // With one writer a reader may have to wait for it; what it must not do is see what is not committed.
      const wrote = deferred()
      const goOn = deferred()
      const running = context.session.transaction(async (tx) => {
        await items(tx).setMany([
          ['a', 1],
          ['b', 1],
        ])
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      const reading = context.store().getMany(['a', 'b'])
      await Promise.race([reading, new Promise(setImmediate)])
      goOn.resolve()
      await running
      expect([
        [undefined, undefined],
        [1, 1],
      ]).toContainEqual(await reading)
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 1])
    },
  }),
  rule({
    id: 'transaction.concurrent-do-not-mix',
    title:
      'transactions that run at the same time keep their writes apart: some commit, some roll back, none half',
    present: async (context) => {
      const once = async (caller: number): Promise<void> => {
        await context.session.transaction(async (tx) => {
          await items(tx).set(`${caller}-a`, caller)
          await new Promise(setImmediate)
          await items(tx).set(`${caller}-b`, caller)
          if (caller % 3 === 0) throw new Error('roll back')
        })
      }
      const results = await Promise.allSettled(Array.from({ length: 12 }, (_, caller) => once(caller)))
      expect(results.map((result) => result.status === 'fulfilled')).toStrictEqual(
        results.map((_, caller) => caller % 3 !== 0),
      )
      for (let caller = 0; caller < 12; caller += 1) {
        const expected = caller % 3 === 0 ? undefined : caller
        expect(await context.store().getMany([`${caller}-a`, `${caller}-b`])).toStrictEqual([
          expected,
          expected,
        ])
      }
    },
  }),
]
