import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionRefusals: readonly Rule[] = [
  rule({
    id: 'transaction.results-are-not-failures',
    title:
      'tx goes on after a lost condition, a refused value and misuse: those are answers of the library, not of the engine',
    present: async (context) => {
      await context.store().set('k', 1)
      await context.session.transaction(async (tx) => {
        const store = items(tx)
        expect((await store.set('k', 2, { ifAbsent: true })).ok).toBe(false)
        expect((await store.set('k', 2, { ifVersion: 'other' })).ok).toBe(false)
        expect(await store.delete('missing')).toBe(false)
        expect((await store.atomic().check('k', undefined).set('x', 1).commit()).ok).toBe(false)
        await refusal('invalid-value', () => store.set('k', Number.NaN))
        await refusal('too-large', () => store.get('k'.repeat(context.limits.keyBytes + 1)))
        await misuse(() => store.get(5 as unknown as string))
        await misuse(() => store.set('k', 1, { ttl: -1 }))
        await store.set('k', 3)
      })
      expect(await context.store().getMany(['k', 'x'])).toStrictEqual([3, undefined])
    },
  }),
  rule({
    id: 'transaction.library-error-goes-on',
    title: 'tx goes on after increment() refused what is not a number, or a sum out of range',
    present: async (context) => {
      await context.store().setMany([
        ['text', 'a'],
        ['full', Number.MAX_SAFE_INTEGER],
      ])
      await context.session.transaction(async (tx) => {
        await refusal('invalid-value', () => items(tx).increment('text'))
        await refusal('out-of-range', () => items(tx).increment('full'))
        await items(tx).set('k', 1)
      })
      expect(await context.store().getMany(['text', 'full', 'k'])).toStrictEqual([
        'a',
        Number.MAX_SAFE_INTEGER,
        1,
      ])
    },
  }),
]
