import type { Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const items = (tx: Pick<Transaction, 'keyValue'>) => tx.keyValue<unknown>('items')

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
  rule({
    id: 'transaction.nested.caught',
    title: 'tx.transaction() that fails and is caught undoes its own writes only, and the outer one goes on',
    needs: ['savepoints'],
    present: async (context) => {
      await context.store().set('k', 'before')
      await context.session.transaction(async (tx) => {
        await items(tx).set('outer', 1)
        for (const round of [1, 2]) {
          const failed = tx.transaction(async (inner) => {
            await items(inner).set('k', round)
            await items(inner).set('inner', round)
            throw new Error('inner')
          })
          await expect(failed).rejects.toThrow('inner')
          expect(await items(tx).getMany(['outer', 'k', 'inner'])).toStrictEqual([1, 'before', undefined])
        }
        await tx.transaction((inner) => items(inner).set('second', 2))
      })
      expect(await context.store().getMany(['outer', 'k', 'inner', 'second'])).toStrictEqual([
        1,
        'before',
        undefined,
        2,
      ])
    },
    absent: async (context) => {
      const error = await failureOf(() =>
        context.session.transaction(async (tx) => {
          await items(tx).set('outer', 1)
          const failed = tx.transaction(async (inner) => {
            await items(inner).set('inner', 1)
            throw new Error('inner')
          })
          await expect(failed).rejects.toThrow('inner')
        }),
      )
      expect((error as { code?: string }).code).toBe('aborted')
      expect(await context.store().getMany(['outer', 'inner'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'transaction.nested.rollback-only-refuses',
    title: 'tx refuses further work with aborted after a nested one failed, where there are no savepoints',
    needs: ['savepoints'],
    present: async (context) => {
      await context.session.transaction(async (tx) => {
        await failureOf(() =>
          tx.transaction(async (inner) => {
            await items(inner).set('inner', 1)
            throw new Error('inner')
          }),
        )
        await items(tx).set('after', 1)
      })
      expect(await context.store().getMany(['inner', 'after'])).toStrictEqual([undefined, 1])
    },
    absent: async (context) => {
      const error = await failureOf(() =>
        context.session.transaction(async (tx) => {
          await failureOf(() =>
            tx.transaction(async (inner) => {
              await items(inner).set('inner', 1)
              throw new Error('inner')
            }),
          )
          await refusal('aborted', () => items(tx).set('after', 1))
          return 'ignored'
        }),
      )
      expect((error as { code?: string }).code).toBe('aborted')
      expect(await context.store().getMany(['inner', 'after'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'transaction.nested.deep',
    title: 'tx.transaction() nests five deep, and undoes from the level that failed',
    needs: ['savepoints'],
    present: async (context) => {
      const go = async (tx: Transaction, depth: number): Promise<void> => {
        await items(tx).set(`level-${depth}`, depth)
        if (depth === 5) return
        const inner = tx.transaction(async (next) => {
          await go(next, depth + 1)
          if (depth === 2) throw new Error('level 3 fails')
        })
        await (depth === 2 ? expect(inner).rejects.toThrow('level 3 fails') : inner)
      }
      await context.session.transaction((tx) => go(tx, 1))
      expect(await context.store().getMany([1, 2, 3, 4, 5].map((depth) => `level-${depth}`))).toStrictEqual([
        1,
        2,
        undefined,
        undefined,
        undefined,
      ])
    },
    absent: async (context) => {
      const go = async (tx: Transaction, depth: number): Promise<void> => {
        await items(tx).set(`level-${depth}`, depth)
        if (depth < 5) await tx.transaction((next) => go(next, depth + 1))
      }
      await context.session.transaction((tx) => go(tx, 1))
      expect(await context.store().getMany([1, 5].map((depth) => `level-${depth}`))).toStrictEqual([1, 5])
    },
  }),
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
