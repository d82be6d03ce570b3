import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { counters, things } from './shapes.ts'

export const recordsUpserts: readonly Rule[] = [
  rule({
    id: 'records.upsert.key',
    title: 'upsert() inserts what is missing, and changes every column that was given in the row that exists',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const blank = { label: null, n: null, at: null, flag: null }
      expect(await records.upsert({ id: 1, label: 'a', n: 5 })).toStrictEqual({
        ...blank,
        id: 1,
        label: 'a',
        n: 5,
      })
      expect(await records.upsert({ id: 1, n: 6 })).toStrictEqual({ ...blank, id: 1, label: 'a', n: 6 })
      expect(await records.upsert({ id: 1, label: null })).toStrictEqual({ ...blank, id: 1, n: 6 })
      expect(await records.upsert({ id: 1 })).toStrictEqual({ ...blank, id: 1, n: 6 })
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.upsert.unique',
    title:
      'upsert({ on }) finds the row by a unique constraint, keeps its key, and inserts where there is none',
    present: async (context) => {
      const records = await context.records(counters(context.name()))
      const on = ['pattern', 'day'] as const
      const first = await records.upsert({ id: 'one', day: 'mon', pattern: 'x', note: 'kept' }, { on })
      expect(first).toStrictEqual({ id: 'one', day: 'mon', pattern: 'x', total: 1, last: null, note: 'kept' })
      const second = await records.upsert({ day: 'mon', pattern: 'x', last: 'b' }, { on })
      expect(second).toStrictEqual({ ...first, last: 'b' })
      const other = await records.upsert({ day: 'tue', pattern: 'x' }, { on })
      expect([other.day, other.id === 'one', await records.count()]).toStrictEqual(['tue', false, 2])
      await refusal('duplicate', () => records.upsert({ id: 'one', day: 'wed', pattern: 'y' }, { on }))
      await refusal('duplicate', () => records.upsert({ id: 'two', day: 'mon', pattern: 'x' }))
      expect(await records.count()).toBe(2)
    },
  }),
  rule({
    id: 'records.upsert.update-list',
    title: 'upsert({ update: [columns] }) changes those columns of the row that exists and no other',
    present: async (context) => {
      const records = await context.records(counters(context.name()))
      await records.upsert({ id: 'a', day: 'mon', pattern: 'x', last: 'old', note: 'old' })
      const row = await records.upsert(
        { id: 'a', day: 'tue', pattern: 'y', last: 'new', note: 'new' },
        { update: ['last'] },
      )
      expect(row).toMatchObject({ day: 'mon', pattern: 'x', last: 'new', note: 'old' })
      const fresh = await records.upsert(
        { id: 'b', day: 'tue', pattern: 'y', note: 'n' },
        { update: ['last'] },
      )
      expect(fresh).toMatchObject({ day: 'tue', note: 'n', last: null })
    },
  }),
  rule({
    id: 'records.upsert.increment',
    title:
      'upsert({ update: { total: increment(n) } }) adds to the row that exists and inserts the row as it is where there is none',
    present: async (context) => {
      const records = await context.records(counters(context.name()))
      const hit = (pattern: string, by: number): Promise<{ readonly total: number }> =>
        records.upsert(
          { day: 'mon', pattern, total: 1, last: `${by}` },
          { on: ['day', 'pattern'], update: { total: increment(by), last: `then ${by}` } },
        )
      expect((await hit('x', 5)).total).toBe(1)
      expect((await hit('x', 5)).total).toBe(6)
      expect(await hit('x', -10)).toMatchObject({ total: -4, last: 'then -10' })
      expect(await hit('y', 1)).toMatchObject({ total: 1, last: '1' })
      await misuse(() => records.upsert({ day: 'a', pattern: 'b', total: increment(1) as never }))
    },
  }),
]
