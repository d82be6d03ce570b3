import { expect } from 'vitest'
import { failureOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionAfterCommit: readonly Rule[] = [
  rule({
    id: 'transaction.after-commit.once',
    title:
      'tx.afterCommit() runs its actions once, in order, after the commit is visible and before transaction() resolves',
    present: async (context) => {
      const seen: unknown[] = []
      await context.session.transaction(async (tx) => {
        tx.afterCommit(async () => void seen.push(['first', await context.store().get('k')]))
        tx.afterCommit(() => void seen.push(['second']))
        await tx.keyValue('items').set('k', 1)
        expect(seen).toStrictEqual([])
      })
      expect(seen).toStrictEqual([['first', 1], ['second']])
    },
  }),
  rule({
    id: 'transaction.after-commit.rollback',
    title: 'tx.afterCommit() runs nothing when the transaction rolls back',
    present: async (context) => {
      const seen: string[] = []
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          tx.afterCommit(() => void seen.push('ran'))
          await tx.keyValue('items').set('k', 1)
          throw new Error('no')
        }),
      )
      await new Promise(setImmediate)
      expect(seen).toStrictEqual([])
    },
  }),
  rule({
    id: 'transaction.after-commit.fails',
    title:
      'tx.afterCommit() actions that fail change nothing: the transaction resolves and later actions run',
    present: async (context) => {
      const seen: string[] = []
      const value = await context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        tx.afterCommit(() => {
          throw new Error('first')
        })
        tx.afterCommit(() => Promise.reject(new Error('second')))
        tx.afterCommit(() => void seen.push('third'))
        return 'value'
      })
      expect([value, seen, await context.store().get('k')]).toStrictEqual(['value', ['third'], 1])
    },
  }),
  rule({
    id: 'transaction.after-commit.retried',
    title: 'tx.afterCommit() runs the actions of the attempt that committed only',
    present: async (context) => {
      const seen: number[] = []
      let attempt = 0
      await context.session.transaction(async (tx) => {
        attempt += 1
        const mine = attempt
        tx.afterCommit(() => void seen.push(mine))
        await tx.keyValue('items').set('k', mine)
      })
      expect(seen).toStrictEqual([attempt])
    },
  }),
]
