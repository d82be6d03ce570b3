import { defineTable, increment, integer, text } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

const counters = (name: string) =>
  defineTable(
    name,
    {
      id: text().primaryKey(),
      day: text(),
      pattern: text(),
      total: integer().default(1),
      last: text().nullable(),
      note: text().nullable(),
    },
    { unique: [['day', 'pattern']] },
  )

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
  rule({
    id: 'records.upsert.concurrent',
    title: 'concurrent upserts of one new unique value insert one row, and lose no step',
    present: async (context) => {
      const records = await context.records(counters(context.name()))
      const calls = Array.from({ length: 20 }, () =>
        records.upsert(
          { day: 'mon', pattern: 'x' },
          { on: ['day', 'pattern'], update: { total: increment(1) } },
        ),
      )
      const rows = await Promise.all(calls)
      expect(new Set(rows.map(({ id }) => id)).size).toBe(1)
      expect(rows.map(({ total }) => total).sort((left, right) => left - right)).toStrictEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      )
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.upsert.deleted-twin',
    title:
      'upsert() of a soft-deleted key throws duplicate; by a unique value that only a deleted row has it inserts',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insert({ id: 'a', email: 'a@x', age: 1 })
      await records.delete('a', { by: 'me' })
      const deleted = await records.get('a', { include: 'deleted' })
      await refusal('duplicate', () => records.upsert({ id: 'a', email: 'a@x', age: 2 }))
      await refusal('duplicate', () =>
        records.upsertMany([
          { id: 'b', email: 'b' },
          { id: 'a', email: 'a@x' },
        ]),
      )
      await refusal('duplicate', () => records.upsert({ id: 'a', email: 'a@x' }, { on: ['email'] }))
      expect(await records.list({ include: 'all' })).toStrictEqual([deleted])
      const fresh = await records.upsert({ email: 'a@x', age: 3 }, { on: ['email'] })
      expect([fresh.id === 'a', fresh.age]).toStrictEqual([false, 3])
      expect((await records.upsert({ email: 'a@x', age: 4 }, { on: ['email'] })).id).toBe(fresh.id)
      expect(await records.get('a', { include: 'deleted' })).toStrictEqual(deleted)
    },
  }),
  rule({
    id: 'records.upsert.other-constraint',
    title:
      'upsert() that meets another unique constraint than the one it was asked for throws duplicate and changes nothing',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany([
        { id: 'a', email: 'a' },
        { id: 'b', email: 'b' },
      ])
      const before = await records.list()
      await refusal('duplicate', () => records.upsert({ id: 'c', email: 'a' }))
      await refusal('duplicate', () => records.upsert({ id: 'b', email: 'a' }))
      await refusal('duplicate', () => records.upsert({ id: 'b', email: 'c' }, { on: ['email'] }))
      expect(await records.list()).toStrictEqual(before)
    },
  }),
]
