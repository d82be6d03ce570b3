import { expect } from 'vitest'
import { collect } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

export const recordsSelects: readonly Rule[] = [
  rule({
    id: 'records.select.only',
    title:
      'select gives only those columns, from every method that reads rows, whatever the filter and the order look at',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany([
        { id: 'a', email: 'x', age: 2, city: 'Bern' },
        { id: 'b', email: 'y', age: 1 },
      ])
      const select = ['city', 'id'] as const
      const [a, b] = [
        { id: 'a', city: 'Bern' },
        { id: 'b', city: null },
      ]
      expect(await records.get('a', { select })).toStrictEqual(a)
      expect(await records.getOrThrow('b', { select })).toStrictEqual(b)
      expect(await records.find({ age: 1 }, { select })).toStrictEqual(b)
      expect(await records.list({ select, orderBy: ['age'] })).toStrictEqual([b, a])
      expect((await records.offsetPage({ select, orderBy: ['age'] })).items).toStrictEqual([b, a])
      expect(await collect(records.walk({ select, orderBy: [['email', 'desc']] }))).toStrictEqual([b, a])
      const first = await records.page({ select, orderBy: ['age'], limit: 1 })
      expect(first.items).toStrictEqual([b])
      const next = await records.page({ select, orderBy: ['age'], limit: 1, after: first.next ?? '' })
      expect(next.items).toStrictEqual([a])
      expect(await records.list({ select: ['id', 'id'], limit: 1 })).toStrictEqual([{ id: 'a' }])
    },
  }),
  rule({
    id: 'records.select.kept',
    title: 'select takes what the library keeps, and a row of one column is still an object',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const row = await records.insert({ id: 'a', email: 'x' })
      for (const column of ['createdAt', 'version', 'deletedAt', 'credits'] as const) {
        expect(await records.list({ select: [column] })).toStrictEqual([{ [column]: row[column] }])
      }
    },
  }),
]
