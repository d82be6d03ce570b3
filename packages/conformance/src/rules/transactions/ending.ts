import type { Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionEnding: readonly Rule[] = [
  rule({
    id: 'transaction.un-awaited',
    title: 'transaction() whose callback returns before its writes are done never commits half of them',
    present: async (context) => {
      const late: Promise<unknown>[] = []
      const keys = ['a', 'b', 'c', 'd']
      const result = await context.session
        .transaction(async (tx) => {
          for (const key of keys)
            late.push(
              items(tx)
                .set(key, 1)
                .catch(() => 'refused'),
            )
        })
        .then(
          () => 'committed',
          (error: unknown) => error,
        )
      await Promise.all(late)
      const values = await context.store().getMany(keys)
      if (result === 'committed') expect(values).toStrictEqual([1, 1, 1, 1])
      else {
        expect(result).toBeInstanceOf(TypeError)
        expect(values).toStrictEqual([undefined, undefined, undefined, undefined])
      }
    },
  }),
  rule({
    id: 'transaction.after-end',
    title: 'tx throws closed after its callback has ended, in every operation, and writes nothing',
    present: async (context) => {
      const leaked: Transaction[] = []
      await context.session.transaction(async (tx) => void leaked.push(tx))
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          leaked.push(tx)
          throw new Error('no')
        }),
      )
      for (const tx of leaked) {
        await refusal('closed', () => items(tx).set('k', 1))
        await refusal('closed', () => items(tx).get('k'))
        await refusal('closed', () => items(tx).increment('k'))
        await refusal('closed', () => tx.transaction(async () => 1))
        await refusal('closed', () => tx.afterCommit(() => undefined))
      }
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'transaction.fair-to-others',
    title:
      'a caller that runs one transaction after another starves nobody: timers fire and other callers’ writes are done meanwhile',
    present: async (context) => {
      let isOver = false
      let turns = 0
      const beside = { set: false, timer: false }
      setTimeout(() => (beside.timer = !isOver), 1)
      const other = context
        .store()
        .set('other', 1)
        .then(() => (beside.set = !isOver))
      const count = setInterval(() => (turns += 1), 1)
      const until = performance.now() + 400
      while (performance.now() < until)
        await context.session.transaction((tx) => tx.keyValue('items').set('k', 1))
      isOver = true
      clearInterval(count)
      await other
      expect(beside).toStrictEqual({ set: true, timer: true })
      expect(turns).toBeGreaterThan(3)
    },
  }),
]
