import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { counters, people } from './shapes.ts'

export const recordsUpsertConflicts: readonly Rule[] = [
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
