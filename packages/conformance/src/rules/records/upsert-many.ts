import { defineTable, increment, integer, text } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { things } from './shapes.ts'

export const recordsUpsertMany: readonly Rule[] = [
  rule({
    id: 'records.upsert-many.mixed',
    title: 'upsertMany() inserts and changes in one go, and resolves with the number of rows given',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([1, 2, 3].map((id) => ({ id, label: 'old', n: id })))
      const given = [2, 3, 4, 5].map((id) => ({ id, n: id * 10 }))
      expect(await records.upsertMany(given)).toBe(4)
      const rows = await records.list({ select: ['id', 'label', 'n'] })
      expect(rows).toStrictEqual([
        { id: 1, label: 'old', n: 1 },
        { id: 2, label: 'old', n: 20 },
        { id: 3, label: 'old', n: 30 },
        { id: 4, label: null, n: 40 },
        { id: 5, label: null, n: 50 },
      ])
      expect(await records.upsertMany([])).toBe(0)
    },
  }),
  rule({
    id: 'records.upsert-many.repeats',
    title: 'of rows with the same key within one upsertMany() the last wins, and increments add up',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insert({ id: 1, label: 'old', n: 0 })
      const rows = [
        { id: 1, label: 'a' },
        { id: 2, label: 'b' },
        { id: 1, label: 'c' },
        { id: 2, label: 'd' },
        { id: 2, label: null },
        { id: 1, label: 'e' },
      ]
      expect(await records.upsertMany(rows)).toBe(6)
      expect((await records.list()).map(({ label }) => label)).toStrictEqual(['e', null])
      await records.upsertMany(
        rows
          .map(({ id }) => ({ id, n: 1 }))
          .concat([
            { id: 3, n: 1 },
            { id: 3, n: 1 },
          ]),
        {
          update: { n: increment(10) },
        },
      )
      expect((await records.list()).map(({ n }) => n)).toStrictEqual([30, null, 11])
    },
  }),
  rule({
    id: 'records.upsert-many.unique-repeats',
    title:
      'upsertMany({ on }) folds hostile repeats of a composite unique value, far apart and of different spelling',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: text().primaryKey(), a: text(), b: text(), n: integer().default(1), last: integer() },
        { unique: [['a', 'b']] },
      )
      const records = await context.records(table)
      // Pairs that a careless separator would take for the same.
      const pairs = [
        ['x', 'yz'],
        ['xy', 'z'],
        ['', 'xyz'],
        ['xyz', ''],
        ['x,y', 'z'],
        ['x', 'y,z'],
        ['x"', 'y'],
        ['x', '"y'],
        ['X', 'yz'],
        ['x ', 'yz'],
        ['e\u0301', ''],
        ['é', ''],
        ['\u0001', '\u0001\u0001'],
        ['\u0001\u0001', '\u0001'],
      ] as const
      const rows = context.random
        .shuffle(Array.from({ length: pairs.length * 30 }, (_, index) => index))
        .map((index, last) => {
          const [a, b] = pairs[index % pairs.length] ?? ['', '']
          return { a, b, last }
        })
      const update = { n: increment(1) }
      expect(await records.upsertMany(rows, { on: ['a', 'b'], update })).toBe(rows.length)
      const found = await records.list({ orderBy: ['a', 'b'] })
      expect(found.map(({ n }) => n)).toStrictEqual(pairs.map(() => 30))
      await records.upsertMany(rows, { on: ['b', 'a'] })
      for (const row of await records.list()) {
        const last = rows.findLast(({ a, b }) => a === row.a && b === row.b)
        expect(row.last).toBe(last?.last)
      }
    },
  }),
]
