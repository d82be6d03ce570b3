import { expect } from 'vitest'
import { failureOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionAfterNestedCommit: readonly Rule[] = [
  rule({
    id: 'transaction.after-commit.nested',
    title: 'tx.afterCommit() in a nested transaction waits for the outermost commit',
    present: async (context) => {
      const seen: string[] = []
      await context.session.transaction(async (tx) => {
        await tx.transaction(async (inner) => {
          await inner.keyValue('items').set('k', 1)
          inner.afterCommit(() => void seen.push('inner'))
        })
        expect(seen).toStrictEqual([])
        tx.afterCommit(() => void seen.push('outer'))
      })
      expect(seen).toStrictEqual(['inner', 'outer'])
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          await tx.transaction(async (inner) => inner.afterCommit(() => void seen.push('never')))
          throw new Error('no')
        }),
      )
      expect(seen).toStrictEqual(['inner', 'outer'])
    },
  }),
  rule({
    id: 'transaction.after-commit.nested-rollback',
    title: 'tx.afterCommit() in a nested transaction that failed never runs, even when the outer one commits',
    needs: ['savepoints'],
    present: async (context) => {
      const seen: string[] = []
      await context.session.transaction(async (tx) => {
        await failureOf(() =>
          tx.transaction(async (inner) => {
            inner.afterCommit(() => void seen.push('inner'))
            throw new Error('inner')
          }),
        )
        await tx.keyValue('items').set('k', 1)
        tx.afterCommit(() => void seen.push('outer'))
      })
      expect(seen).toStrictEqual(['outer'])
    },
    absent: async (context) => {
      const seen: string[] = []
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          tx.afterCommit(() => void seen.push('outer'))
          await failureOf(() =>
            tx.transaction(async (inner) => {
              await inner.keyValue('items').set('k', 1)
              inner.afterCommit(() => void seen.push('inner'))
              throw new Error('inner')
            }),
          )
        }),
      )
      expect(seen).toStrictEqual([])
    },
  }),
]
