import { expect } from 'vitest'
import { failureOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionOutcome: readonly Rule[] = [
  rule({
    id: 'transaction.commit',
    title: 'transaction() commits when its callback resolves, and gives the callback’s value',
    present: async (context) => {
      const value = { any: Symbol('value') }
      const given = await context.session.transaction(async (tx) => {
        await items(tx).set('a', 1)
        await items(tx).set('b', 2)
        return value
      })
      expect(given).toBe(value)
      expect(await context.store().getMany(['a', 'b'])).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'transaction.rollback',
    title: 'transaction() rolls everything back when its callback throws, and throws the same error',
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['kept', 1],
        ['count', 5],
      ])
      for (const thrown of [new Error('mine'), 'a text', undefined, { odd: true }]) {
        const rejected = await context.session
          .transaction(async (tx) => {
            await items(tx).set('new', 1)
            await items(tx).set('kept', 2)
            await items(tx).increment('count')
            await items(tx).delete('kept')
            await tx.keyValue('others').clear()
            return Promise.reject(thrown)
          })
          .then(
            () => 'committed',
            (error: unknown) => [error],
          )
        expect(rejected).toStrictEqual([thrown])
        expect((rejected as unknown[])[0]).toBe(thrown)
        expect(await store.getMany(['new', 'kept', 'count'])).toStrictEqual([undefined, 1, 5])
      }
    },
  }),
  rule({
    id: 'transaction.synchronous-throw',
    title: 'transaction() takes a callback that throws at once for one that rejects',
    present: async (context) => {
      const thrown = new Error('at once')
      const body = (): Promise<void> => {
        throw thrown
      }
      expect(await failureOf(() => context.session.transaction(body))).toBe(thrown)
      await context.store().set('k', 1)
      expect(await context.store().get('k')).toBe(1)
    },
  }),
  rule({
    id: 'transaction.empty',
    title: 'transaction() with nothing in it commits',
    present: async (context) => {
      expect(await context.session.transaction(async () => 'done')).toBe('done')
    },
  }),
  rule({
    id: 'transaction.several-stores',
    title: 'transaction() holds several stores together',
    present: async (context) => {
      const thrown = new Error('no')
      const write = (isBad: boolean): Promise<void> =>
        context.session.transaction(async (tx) => {
          await tx.keyValue('one').set('k', 1)
          await tx.keyValue('two').set('k', 2)
          if (isBad) throw thrown
        })
      expect(await failureOf(() => write(true))).toBe(thrown)
      expect([
        await context.session.keyValue('one').get('k'),
        await context.session.keyValue('two').get('k'),
      ]).toStrictEqual([undefined, undefined])
      await write(false)
      expect([
        await context.session.keyValue('one').get('k'),
        await context.session.keyValue('two').get('k'),
      ]).toStrictEqual([1, 2])
    },
  }),
]
