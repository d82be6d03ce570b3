import type { TransactionOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionOptions: readonly Rule[] = [
  rule({
    id: 'transaction.isolation.serializable',
    title: 'transaction({ isolation: "serializable" }) is offered, or refused before anything is sent',
    needs: ['serializable'],
    present: async (context) => {
      await context.session.transaction((tx) => tx.keyValue('items').set('k', 1), {
        isolation: 'serializable',
      })
      expect(await context.store().get('k')).toBe(1)
    },
    absent: async (context) => {
      let ran = false
      await refusal('unsupported', () =>
        context.session.transaction(async () => void (ran = true), { isolation: 'serializable' }),
      )
      expect(ran).toBe(false)
    },
  }),
  rule({
    id: 'transaction.bad-options',
    title: 'transaction() refuses a bad option as misuse and does not run its callback',
    present: async (context) => {
      const wrong = [
        { isolation: 'chaos' },
        { retries: -1 },
        { retries: 1.5 },
        { timeout: -1 },
        { timeout: '5' },
        { acquireTimeout: Number.NaN },
        { isolationLevel: 'snapshot' },
      ]
      let ran = 0
      for (const options of wrong) {
        await misuse(() =>
          context.session.transaction(async () => void (ran += 1), options as TransactionOptions),
        )
      }
      await misuse(() => context.session.transaction(undefined as never))
      expect(ran).toBe(0)
    },
  }),
]
