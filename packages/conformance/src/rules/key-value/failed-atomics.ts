import { expect } from 'vitest'
import { failureOf, keysOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueFailedAtomics: readonly Rule[] = [
  rule({
    id: 'key-value.atomic.no-half',
    title: 'keyValue.atomic() whose increment fails writes nothing of the rest',
    present: async (context) => {
      const store = context.store<number | string>()
      await store.setMany([
        ['full', Number.MAX_SAFE_INTEGER],
        ['text', 'a'],
      ])
      await refusal('out-of-range', () => store.atomic().set('a', 1).increment('full').set('b', 1).commit())
      await refusal('invalid-value', () => store.atomic().set('a', 1).increment('text').set('b', 1).commit())
      expect(await keysOf(store.list())).toStrictEqual(['full', 'text'])
    },
  }),
  rule({
    id: 'key-value.atomic.in-transaction',
    title: 'keyValue.atomic() inside a transaction disappears with it',
    present: async (context) => {
      const store = context.store<number>()
      const thrown = new Error('no')
      const body = context.session.transaction(async (tx) => {
        expect(
          (await tx.keyValue<number>('items').atomic().check('a', undefined).set('a', 1).commit()).ok,
        ).toBe(true)
        expect(await tx.keyValue<number>('items').get('a')).toBe(1)
        throw thrown
      })
      expect(await failureOf(() => body)).toBe(thrown)
      expect(await store.has('a')).toBe(false)
    },
  }),
]
