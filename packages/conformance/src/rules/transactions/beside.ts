import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionBeside: readonly Rule[] = [
  rule({
    id: 'transaction.inside.outlives',
    title: 'a task that outlives the transaction it was started in may use the database',
    present: async (context) => {
      const goOn = deferred()
      let task: Promise<unknown> = Promise.resolve()
      await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        task = goOn.promise.then(() => context.store().get('k'))
      })
      goOn.resolve()
      expect(await task).toBe(1)
    },
  }),
  rule({
    id: 'transaction.inside.others-free',
    title: 'callers outside the transaction use the database meanwhile',
    present: async (context) => {
      const wrote = deferred()
      const outsider = wrote.promise.then(() => context.store().get('other'))
      await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        wrote.resolve()
        await new Promise(setImmediate)
      })
      expect(await outsider).toBeUndefined()
    },
  }),
  rule({
    id: 'transaction.inside.other-database',
    title: 'another database may be used inside a transaction',
    present: async (context) => {
      const { db: other } = await context.fresh()
      await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        await other.keyValue('items').set('k', 2)
        expect(await other.transaction((inner) => inner.keyValue<number>('items').get('k'))).toBe(2)
        await misuse(() => context.store().get('k'))
      })
      expect(await other.keyValue('items').get('k')).toBe(2)
    },
  }),
  rule({
    id: 'transaction.inside.after-commit',
    title: 'an afterCommit() action may use the database',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        tx.afterCommit(async () => void (await context.store().set('after', 2)))
      })
      expect(await context.store().get('after')).toBe(2)
    },
  }),
]
