import { expect } from 'vitest'
import { failureOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionNesting: readonly Rule[] = [
  rule({
    id: 'transaction.nested.commit',
    title: 'tx.transaction() commits with the outer one, and gives its callback’s value',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await items(tx).set('outer', 1)
        const value = await tx.transaction(async (inner) => {
          expect(await items(inner).get('outer')).toBe(1)
          await items(inner).set('inner', 2)
          return 'inner value'
        })
        expect(value).toBe('inner value')
        expect(await items(tx).get('inner')).toBe(2)
      })
      expect(await context.store().getMany(['outer', 'inner'])).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'transaction.nested.outer-fails',
    title: 'tx.transaction() that succeeded disappears when the outer one rolls back',
    present: async (context) => {
      const thrown = new Error('outer')
      const body = context.session.transaction(async (tx) => {
        await tx.transaction((inner) => items(inner).set('inner', 1))
        throw thrown
      })
      expect(await failureOf(() => body)).toBe(thrown)
      expect(await context.store().has('inner')).toBe(false)
    },
  }),
  rule({
    id: 'transaction.nested.uncaught',
    title: 'tx.transaction() whose failure is not caught rolls the outer one back with the same error',
    present: async (context) => {
      const thrown = new Error('inner')
      const body = context.session.transaction(async (tx) => {
        await items(tx).set('outer', 1)
        await tx.transaction(async (inner) => {
          await items(inner).set('inner', 1)
          throw thrown
        })
      })
      expect(await failureOf(() => body)).toBe(thrown)
      expect(await context.store().getMany(['outer', 'inner'])).toStrictEqual([undefined, undefined])
    },
  }),
]
