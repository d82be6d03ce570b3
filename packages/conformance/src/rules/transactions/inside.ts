import type { Session } from '@holdfast/core'
import { expect } from 'vitest'
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
]
