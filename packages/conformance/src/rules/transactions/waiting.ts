import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionWaiting: readonly Rule[] = [
  rule({
    id: 'transaction.acquire-timeout',
    title:
      'transaction({ acquireTimeout }) throws busy when the writer stays taken, and nothing of it is applied',
    needs: ['concurrentWriters'],
    present: async (context) => {
      // Several writers do not wait for one another: a held transaction leaves the next one alone.
      const goOn = deferred()
      const held = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('a', 1)
        await goOn.promise
      })
      await context.session.transaction((tx) => tx.keyValue('items').set('b', 1), { acquireTimeout: 5_000 })
      goOn.resolve()
      await held
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 1])
    },
    absent: async (context) => {
      const goOn = deferred()
      const wrote = deferred()
      const held = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('a', 1)
        wrote.resolve()
        await goOn.promise
      })
      await wrote.promise
      const error = await refusal('busy', () =>
        context.session.transaction((tx) => tx.keyValue('items').set('b', 1), { acquireTimeout: 30 }),
      )
      expect(error.outcome).toBe('not-applied')
      goOn.resolve()
      await held
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, undefined])
    },
  }),
  rule({
    id: 'transaction.writers-in-order',
    title: 'transactions that wait for one writer get it in the order of their calls',
    needs: ['concurrentWriters'],
    present: async (context) => {
      await Promise.all(
        [1, 2, 3].map((caller) =>
          context.session.transaction((tx) => tx.keyValue('items').set(`k${caller}`, caller)),
        ),
      )
      expect(await context.store().getMany(['k1', 'k2', 'k3'])).toStrictEqual([1, 2, 3])
    },
    absent: async (context) => {
      const order: number[] = []
      const once = (caller: number): Promise<void> =>
        context.session.transaction(async (tx) => {
          await tx.keyValue('items').set('k', caller)
          order.push(caller)
        })
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(once))
      expect(order).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(await context.store().get('k')).toBe(7)
    },
  }),
]
