import type { Transaction } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { items } from './items.ts'

export const transactionNestedFailure: readonly Rule[] = [
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
]
