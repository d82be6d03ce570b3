import { defineTable, integer, json } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

export const recordsLongLists: readonly Rule[] = [
  rule({
    id: 'records.filter.long-list',
    title: 'in and notIn take 10 000 values, and 500 at a JSON path; one more throws too-large',
    present: async (context) => {
      const table = defineTable(context.name(), { id: integer().primaryKey(), body: json<{ n: number }>() })
      const records = await context.records(table)
      await records.insertMany([1, 9_999, 10_001].map((id) => ({ id, body: { n: id } })))
      const ids = async (where: Parameters<typeof records.count>[0]): Promise<number[]> =>
        (await records.list({ where: where ?? {} })).map(({ id }) => id)
      expect(await ids({ id: { in: upTo(10_000) } })).toStrictEqual([1, 9_999])
      expect(await ids({ id: { notIn: upTo(10_000) } })).toStrictEqual([10_001])
      expect(await ids({ body: { path: ['n'], in: upTo(500) } })).toStrictEqual([1])
      expect(await ids({ body: { path: ['n'], notIn: upTo(500) } })).toStrictEqual([9_999, 10_001])
      await refusal('too-large', () => records.count({ id: { in: upTo(10_001) } }))
      await refusal('too-large', () => records.count({ body: { path: ['n'], notIn: upTo(501) } }))
    },
  }),
]
