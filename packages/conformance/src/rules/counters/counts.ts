import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const counterCounts: readonly Rule[] = [
  rule({
    id: 'counters.observe',
    title:
      'counters.observe() adds to the total, to successes and failures, and tells when it was seen first and last',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const counters = session.counters('patterns')
      expect(await counters.get('a')).toBeUndefined()
      const start = clock()
      await counters.observe('a')
      clock.advance(5)
      await counters.observe('a', { success: true, times: 3 })
      await counters.observe('a', { success: false })
      await counters.observe('a', { at: new Date(start - 7) })
      await counters.observe('a', { at: new Date(start + 1), success: true })
      expect(await counters.get('a')).toStrictEqual({
        key: 'a',
        total: 7,
        successes: 4,
        failures: 1,
        firstSeen: new Date(start - 7),
        lastSeen: new Date(start + 5),
        levels: {},
      })
    },
  }),
  rule({
    id: 'counters.levels',
    title: 'counters.observe() with a level counts in the pattern and in its level, together or not at all',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const counters = session.counters('patterns')
      const seen = { firstSeen: new Date(clock()), lastSeen: new Date(clock()) }
      await counters.observe(['a', 'b'], { level: 'L1', success: true })
      await counters.observe(['a', 'b'], { level: 'L2', times: 2 })
      await counters.observe(['a', 'b'], { level: '__proto__' })
      await counters.observe('a', { level: 'b' })
      const one = { successes: 0, failures: 0, ...seen }
      expect(await counters.get(['a', 'b'])).toStrictEqual({
        key: ['a', 'b'],
        total: 4,
        successes: 1,
        failures: 0,
        ...seen,
        levels: Object.fromEntries([
          ['L1', { ...one, total: 1, successes: 1 }],
          ['L2', { ...one, total: 2 }],
          ['__proto__', { ...one, total: 1 }],
        ]),
      })
      expect((await counters.get('a'))?.levels).toStrictEqual({ b: { ...one, total: 1 } })
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        await tx.counters('patterns').observe('a', { level: 'b' })
        expect((await tx.counters('patterns').get('a'))?.levels['b']?.total).toBe(2)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect((await counters.get('a'))?.total).toBe(1)
    },
  }),
  rule({
    id: 'counters.measured',
    title: 'counters.observe() with a value tells sum, mean, least and greatest of those that had one',
    present: async ({ session }) => {
      const counters = session.counters('patterns')
      await counters.observe('a')
      await counters.observe('a', { value: 2.5 })
      await counters.observe('a', { value: -0.5, times: 3 })
      await counters.observe('a', { value: 10 })
      const measured = { count: 5, sum: 11, mean: 2.2, least: -0.5, greatest: 10 }
      expect((await counters.get('a'))?.measured).toStrictEqual(measured)
      expect((await counters.get('a'))?.total).toBe(6)
    },
  }),
  rule({
    id: 'counters.concurrent',
    title: 'counters.observe() by many callers at once loses none, of a hot pattern neither',
    present: async ({ session }) => {
      const counters = session.counters('patterns')
      const work = Array.from({ length: 200 }, (_, index) =>
        counters.observe(index % 4 === 0 ? `cold ${index}` : 'hot', {
          success: index % 3 === 0,
          value: index,
          ...(index % 50 === 1 ? { level: 'L1' } : {}),
        }),
      )
      await Promise.all(work)
      const hot = Array.from({ length: 200 }, (_, index) => index).filter((index) => index % 4 !== 0)
      const counter = await counters.get('hot')
      expect(counter?.total).toBe(hot.length)
      expect(counter?.successes).toBe(hot.filter((index) => index % 3 === 0).length)
      expect(counter?.measured?.sum).toBe(hot.reduce((sum, index) => sum + index, 0))
      expect([counter?.measured?.least, counter?.measured?.greatest]).toStrictEqual([1, 199])
      expect(counter?.levels['L1']?.total).toBe(hot.filter((index) => index % 50 === 1).length)
    },
  }),
  rule({
    id: 'counters.misuse',
    title: 'counters refuse what can never be right, and count nothing then',
    present: async ({ session }) => {
      const counters = session.counters('patterns')
      const wrong: readonly unknown[] = [
        { times: 0 },
        { times: 1.5 },
        { times: '1' },
        { times: 1e10 },
        { success: 1 },
        { level: '' },
        { level: 7 },
        { value: Number.NaN },
        { value: '1' },
        { at: 5 },
        { at: new Date(Number.NaN) },
        { time: 1 },
      ]
      for (const observation of wrong) await misuse(() => counters.observe('a', observation as never))
      await misuse(() => counters.observe(''))
      await misuse(() => session.counters(''))
      await misuse(() => counters.top(0))
      await misuse(() => counters.top(1_001))
      await misuse(() => counters.top(1, { by: 'key' as never }))
      await misuse(() => counters.eligible({}))
      await misuse(() => counters.eligible({ minSuccessRate: 1.1 }))
      await misuse(() => counters.eligible({ minTotal: -1 }))
      await misuse(() => counters.prune({} as never))
      await refusal('too-large', () => counters.observe('a', { level: 'x'.repeat(64) }))
      expect(await counters.top(10)).toStrictEqual([])
    },
  }),
]
