import type { Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionNestedHandles: readonly Rule[] = [
  rule({
    id: 'transaction.nested.parent-while-open',
    title: 'tx throws misuse while a transaction nested in it is open, and so does a second nested one',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await tx.transaction(async (inner) => {
          await items(inner).set('inner', 1)
          await misuse(() => items(tx).set('outer', 1))
          await misuse(() => items(tx).get('inner'))
          await misuse(() => tx.transaction(async () => 1))
        })
        await items(tx).set('after', 1)
      })
      expect(await context.store().getMany(['inner', 'outer', 'after'])).toStrictEqual([1, undefined, 1])
    },
  }),
  rule({
    id: 'transaction.nested.inner-after-end',
    title: 'a nested transaction’s handle throws closed after its callback, while the outer one goes on',
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        let leaked: Transaction | undefined
        await tx.transaction(async (inner) => void (leaked = inner))
        await refusal('closed', () => leaked && items(leaked).set('k', 1))
        await items(tx).set('k', 2)
      })
      expect(await context.store().get('k')).toBe(2)
    },
  }),
]
