import { defineTable, integer } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const isDone = (id: number): number => (id % 10 === 0 ? 1 : 0)

export const recordsNullPages: readonly Rule[] = [
  rule({
    id: 'records.page.many-nulls',
    title:
      'pages in the order of a nullable column hold every row once and in order, also of as many as an engine reads by several threads',
    timeout: 60_000,
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: integer().primaryKey(), doneAt: integer().nullable() },
        { index: [['doneAt', 'id']] },
      )
      const records = await context.records(table)
      const ids = Array.from({ length: 150_000 }, (_, id) => id)
      await records.insertMany(ids.map((id) => ({ id, doneAt: isDone(id) === 1 ? id : null })))
      const wanted = ids.toSorted((left, right) => isDone(left) - isDone(right) || left - right)
      let at = 0
      for (let after: string | undefined; ;) {
        const page = await records.page({
          orderBy: ['doneAt'],
          limit: 2_000,
          select: ['id'],
          ...(after !== undefined && { after }),
        })
        const expected = wanted.slice(at, at + page.items.length)
        expect(page.items.map(({ id }) => id)).toStrictEqual(expected)
        at += page.items.length
        after = page.next
        if (after === undefined) break
      }
      expect(at).toBe(ids.length)
    },
  }),
]
