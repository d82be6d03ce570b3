import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const taskProgressRules: readonly Rule[] = [
  rule({
    id: 'progress.save',
    title: 'progress.save() keeps a value to go on from and how much is done, by task, until it is cleared',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const imports = session.progress<{ line: number } | null>('imports')
      const begun = clock()
      expect(await imports.get('orders.csv')).toBeUndefined()
      await imports.save('orders.csv', { line: 1 })
      clock.advance(5)
      await imports.save('orders.csv', { line: 30 }, { done: 3, total: 4, message: 'reading' })
      expect(await imports.get('orders.csv')).toStrictEqual({
        value: { line: 30 },
        done: 3,
        total: 4,
        message: 'reading',
        percent: 75,
        startedAt: new Date(begun),
        updatedAt: new Date(begun + 5),
      })
      await imports.save(['a', 'o\'"\\%_'], null, { done: 1, total: 0 })
      expect(await imports.get(['a', 'o\'"\\%_'])).toMatchObject({ value: null, done: 1, total: 0 })
      expect(await session.progress('import').get('orders.csv')).toBeUndefined()
      expect(await context.db.tenant(context.name()).progress('imports').get('orders.csv')).toBeUndefined()
      expect(await imports.clear('orders.csv')).toBe(true)
      expect(await imports.clear('orders.csv')).toBe(false)
      expect(await imports.get('orders.csv')).toBeUndefined()
    },
  }),
  rule({
    id: 'progress.transaction',
    title: 'progress that is saved on a transaction is there with the work that it tells of, or not at all',
    present: async ({ session }) => {
      const undone = new Error('undone')
      const work = (fails: boolean): Promise<void> =>
        session.transaction(async (tx) => {
          await tx.keyValue<number>('items').increment('n')
          await tx.progress('imports').save('t', 1, { done: 1 })
          expect((await tx.progress('imports').get('t'))?.done).toBe(1)
          if (fails) throw undone
        })
      await expect(work(true)).rejects.toBe(undone)
      expect(await session.progress('imports').get('t')).toBeUndefined()
      await work(false)
      expect((await session.progress('imports').get('t'))?.value).toBe(1)
    },
  }),
  rule({
    id: 'progress.misuse',
    title: 'progress refuses what can never be right before anything is asked of the engine',
    present: async ({ session, limits }) => {
      const imports = session.progress<unknown>('imports')
      await misuse(() => session.progress(''))
      await misuse(() => imports.save('', 1))
      await misuse(() => imports.save('t', 1, { done: '1' as never }))
      await misuse(() => imports.save('t', 1, { total: -1 }))
      await misuse(() => imports.save('t', 1, { percent: 1 } as never))
      await refusal('invalid-value', () => imports.save('t', Number.NaN))
      await refusal('too-large', () => imports.save('t', 'x'.repeat(limits.valueBytes)))
      await refusal('too-large', () => imports.save('t', 1, { message: 'x'.repeat(4_001) }))
      expect(await imports.get('t')).toBeUndefined()
    },
  }),
]
