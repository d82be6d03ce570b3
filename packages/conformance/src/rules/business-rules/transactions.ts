import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { spansOf } from './spans.ts'

export const ruleTransactions: readonly Rule[] = [
  rule({
    id: 'rules.transaction',
    title: 'rules() on a transaction changes rules with its commit, and sees there what it changed',
    present: async ({ session }) => {
      const kept = session.rules('prices')
      await kept.put('k', 'a', { from: 0 })
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        const rules = tx.rules('prices')
        await rules.put('k', 'b', { from: 5, until: 9, onOverlap: 'split' })
        await rules.end('k', { at: 20 })
        expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–5 a', '5–9 b', '9–20 a'])
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(spansOf(await kept.timeline('k'))).toStrictEqual(['0– a'])
      expect(await kept.history('k')).toHaveLength(1)
      await session.transaction(async (tx) => {
        await tx.rules('prices').put('k', 'c', { from: 7, onOverlap: 'truncate' })
        await tx.keyValue('items').set('k', 1)
      })
      expect(spansOf(await kept.timeline('k'))).toStrictEqual(['0–7 a', '7– c'])
    },
  }),
  rule({
    id: 'rules.transaction.overlap',
    title: 'rules.put() that throws overlap leaves a transaction as it was: it goes on and commits',
    present: async ({ session }) => {
      await session.transaction(async (tx) => {
        const rules = tx.rules('prices')
        await rules.put('k', 'a', { from: 0 })
        await refusal('overlap', () => rules.put('k', 'b', { from: 5 }))
        await rules.put('k', 'c', { from: -5, until: 0 })
      })
      expect(spansOf(await session.rules('prices').timeline('k'))).toStrictEqual(['-5–0 c', '0– a'])
    },
  }),
  rule({
    id: 'rules.read-only',
    title: 'rules.put() in a transaction that only reads throws read-only; reading works there',
    present: async ({ session }) => {
      await session.rules('prices').put('k', 'a', { from: 0 })
      const readOnly = { readOnly: true } as const
      const read = session.transaction((tx) => tx.rules('prices').effective('k', { at: 0 }), readOnly)
      expect((await read)?.body).toBe('a')
      await refusal('read-only', () =>
        session.transaction((tx) => tx.rules('prices').put('k2', 'b', { from: 0 }), readOnly),
      )
      expect(await session.rules('prices').effectiveAll({ at: 0 })).toHaveLength(1)
    },
  }),
]
