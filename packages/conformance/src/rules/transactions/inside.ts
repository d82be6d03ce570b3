import type { Session } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { collect, failureOf, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const uses = (session: Session): readonly (() => unknown)[] => [
  () => session.keyValue('items').get('k'),
  () => session.keyValue('items').set('k', 'outside'),
  () => session.keyValue('items').increment('n'),
  () => session.keyValue('items').getMany(['k']),
  () => session.keyValue('items').setMany([['k', 'outside']]),
  () => session.keyValue('items').atomic().set('k', 'outside').commit(),
  () => session.keyValue('items').delete('k'),
  () => collect(session.keyValue('items').list()),
  () => session.keyValue('items').prune(),
  () => session.transaction(async () => 1),
]

export const transactionInside: readonly Rule[] = [
  rule({
    id: 'transaction.inside.misuse',
    title:
      'every use of the database inside its own transaction throws a TypeError at once, on the database and its tenants',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 'inside')
        for (const use of [
          ...uses(context.session),
          ...uses(context.db),
          ...uses(context.db.tenant('other')),
        ]) {
          expect(await failureOf(use)).toBeInstanceOf(TypeError)
        }
      })
      expect(await context.store().get('k')).toBe('inside')
    },
  }),
  rule({
    id: 'transaction.inside.caught-goes-on',
    title: 'a transaction goes on after the misuse of its database was caught',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await misuse(() => context.store().set('k', 1))
        await tx.keyValue('items').set('k', 2)
      })
      expect(await context.store().get('k')).toBe(2)
    },
  }),
  rule({
    id: 'transaction.inside.nested-and-late',
    title: 'the misuse is found through nested transactions, un-awaited calls, timers and listeners',
    present: async (context) => {
      const found: unknown[] = []
      const note = async (): Promise<void> => void found.push(await failureOf(() => context.store().get('k')))
      await context.session.transaction(async (tx) => {
        await tx.transaction(note)
        const unAwaited = note()
        await new Promise<void>((resolve) => setImmediate(() => void note().then(resolve)))
        await unAwaited
      })
      expect(found.map((error) => error instanceof TypeError)).toStrictEqual([true, true, true])
    },
  }),
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
