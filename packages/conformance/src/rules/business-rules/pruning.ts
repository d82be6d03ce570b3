import type { Session } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { spansOf } from './spans.ts'

export const rulePruning: readonly Rule[] = [
  rule({
    id: 'rules.prune',
    title:
      'rules.prune() removes what was superseded, and what was believed before is refused and no wrong answer',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      const first = clock()
      await rules.put('k', 'a', { from: 0 })
      for (const body of ['b', 'c', 'd']) {
        clock.advance(10)
        await rules.put('k', body, { from: 0, onOverlap: 'truncate' })
      }
      await session.rules('other').put('k', 'a', { from: 0 })
      await session.rules('other').end('k', { at: 0 })
      expect(await rules.prune({ supersededBefore: first + 9 })).toBe(0)
      expect(await rules.prune({ supersededBefore: first + 20 })).toBe(2)
      expect(await rules.prune({ supersededBefore: first + 15 })).toBe(0)
      expect(spansOf(await rules.history('k'))).toStrictEqual(['0– c', '0– d'])
      const asOf = first + 19
      await refusal('not-found', () => rules.effective('k', { asOf }))
      await refusal('not-found', () => rules.effective('never there', { asOf, type: 't' }))
      await refusal('not-found', () => rules.timeline('k', { asOf }))
      await refusal('not-found', () => rules.effectiveAll({ asOf, limit: 1 }))
      expect((await rules.effective('k', { at: 0, asOf: first + 20 }))?.body).toBe('c')
      expect((await rules.effectiveAll({ at: 0, asOf: first + 20, limit: 1 }))[0]?.body).toBe('c')
      expect(await session.rules('other').history('k')).toHaveLength(1)
      // A later instant than now is now: what is believed can be asked for again at once.
      clock.advance(10)
      expect(await rules.prune({ supersededBefore: new Date(first + 99_999) })).toBe(1)
      expect((await rules.effective('k', { at: 0, asOf: clock() }))?.body).toBe('d')
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0– d'])
      await rules.put('k', 'e', { from: 0, onOverlap: 'split' })
      expect((await rules.effective('k', { at: 0 }))?.body).toBe('e')
    },
  }),
  rule({
    id: 'rules.prune.limit',
    title: 'rules.prune() removes no more than its limit, and on a transaction with its commit',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      await putAndEnd(session, 8)
      const supersededBefore = clock()
      expect(await rules.prune({ supersededBefore, limit: 3 })).toBe(3)
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        expect(await tx.rules('prices').prune({ supersededBefore })).toBe(5)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect(await rules.prune({ supersededBefore })).toBe(5)
      expect(await rules.prune({ supersededBefore })).toBe(0)
    },
  }),
  rule({
    id: 'rules.prune.batches',
    title: 'rules.prune() goes on in batches until the end or its budget, and is one batch on a transaction',
    tier: 'certification',
    timeout: 300_000,
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      await putAndEnd(session, 3_020)
      const supersededBefore = clock()
      const inside = session.transaction((tx) => tx.rules('prices').prune({ supersededBefore }))
      expect(await inside).toBe(1_000)
      expect(await rules.prune({ supersededBefore, budget: 0 })).toBe(1_000)
      expect(await rules.prune({ supersededBefore })).toBe(1_020)
    },
  }),
]

/** Rules that were never effective. */
const putAndEnd = (session: Session, count: number): Promise<void> =>
  session.transaction(
    async (tx) => {
      const rules = tx.rules('prices')
      for (let index = 0; index < count; index += 1) {
        await rules.put(`k${index}`, index, { from: 0 })
        await rules.end(`k${index}`, { at: 0 })
      }
    },
    { timeout: 300_000 },
  )
