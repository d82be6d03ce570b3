import { HoldfastError } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const lost = (outcome: 'not-applied' | 'unknown'): HoldfastError =>
  new HoldfastError('serialization', 'Made up by the suite', { retryable: true, outcome })

export const transactionRetries: readonly Rule[] = [
  rule({
    id: 'transaction.retries.whole-body',
    title: 'transaction() runs its whole callback again after a retryable failure, on a clean state',
    present: async (context) => {
      const seen: unknown[] = []
      const value = await context.session.transaction(async (tx) => {
        seen.push(await tx.keyValue('items').get('k'))
        await tx.keyValue('items').set('k', seen.length)
        if (seen.length < 3) throw lost('not-applied')
        return seen.length
      })
      expect([value, seen, await context.store().get('k')]).toStrictEqual([
        3,
        [undefined, undefined, undefined],
        3,
      ])
    },
  }),
  rule({
    id: 'transaction.retries.bounded',
    title:
      'transaction({ retries }) runs its callback at most that often again, then throws the last failure',
    present: async (context) => {
      for (const retries of [0, 1, 4]) {
        let runs = 0
        const errors: unknown[] = []
        const error = await failureOf(() =>
          context.session.transaction(
            async (tx) => {
              runs += 1
              await tx.keyValue('items').set('k', runs)
              errors.push(lost('not-applied'))
              throw errors.at(-1)
            },
            { retries },
          ),
        )
        expect([runs, error]).toStrictEqual([retries + 1, errors.at(-1)])
      }
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'transaction.retries.unknown',
    title: 'transaction() never runs its callback again when the outcome is unknown',
    present: async (context) => {
      let runs = 0
      const thrown = lost('unknown')
      const error = await failureOf(() =>
        context.session.transaction(async () => {
          runs += 1
          throw thrown
        }),
      )
      expect([runs, error === thrown]).toStrictEqual([1, true])
    },
  }),
  rule({
    id: 'transaction.retries.other-errors',
    title: 'transaction() never runs its callback again after an error that is not retryable',
    present: async (context) => {
      for (const thrown of [
        new Error('mine'),
        new HoldfastError('duplicate', 'Made up by the suite'),
        new TypeError('misuse'),
      ]) {
        let runs = 0
        await failureOf(() =>
          context.session.transaction(async () => {
            runs += 1
            throw thrown
          }),
        )
        expect(runs).toBe(1)
      }
    },
  }),
  rule({
    id: 'transaction.retries.nested',
    title: 'tx.transaction() is not run again alone: a retryable failure runs the outermost callback again',
    present: async (context) => {
      const runs = { outer: 0, inner: 0 }
      await context.session.transaction(async (tx) => {
        runs.outer += 1
        await tx.transaction(async (inner) => {
          runs.inner += 1
          await inner.keyValue('items').set('k', runs.inner)
          if (runs.inner === 1) throw lost('not-applied')
        })
      })
      expect([runs, await context.store().get('k')]).toStrictEqual([{ outer: 2, inner: 2 }, 2])
    },
  }),
  rule({
    id: 'transaction.retries.conflict',
    title: 'transaction() that reads and then writes loses no update among concurrent rivals',
    timeout: 60_000,
    present: async (context) => {
      await context.store().set('k', 0)
      const add = (): Promise<unknown> =>
        context.session.transaction(
          async (tx) => {
            const store = tx.keyValue<number>('items')
            const value = (await store.get('k')) ?? 0
            await new Promise(setImmediate)
            await store.set('k', value + 1)
          },
          { retries: 100 },
        )
      await Promise.all(Array.from({ length: 10 }, add))
      expect(await context.store().get('k')).toBe(10)
    },
  }),
]
