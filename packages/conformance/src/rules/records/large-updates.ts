import { defineTable, increment, integer, text } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

/** More than an engine reads with one thread. */
const many = 150_000
const long = 200
/** Takes long to be handed back, in which another thread might find the row anew. */
const megabyte = 'x'.repeat(1_000_000)

const rows = function* (count: number) {
  for (let id = 0; id < count; id += 1) yield { id, uses: 0, note: id < long ? megabyte : '' }
}

export const recordsLargeUpdates: readonly Rule[] = [
  rule({
    id: 'records.update.once',
    title: 'update() changes a row of a large table once, also where an index holds what it changes',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const counters = defineTable(
        context.name(),
        { id: integer().primaryKey(), uses: integer(), note: text() },
        { index: [['uses']] },
      )
      const records = await context.records(counters)
      await records.insertMany(rows(many))
      for (let id = 0; id < long; id += 1)
        expect(await records.update(id, { uses: increment(1) })).toMatchObject({ id, uses: 1 })
      expect(await records.updateWhere({ id: { lt: long } }, { uses: increment(1) })).toBe(long)
      expect(await records.count({ uses: 2 })).toBe(long)
      expect(await records.count({ uses: { gt: 2 } })).toBe(0)
    },
    absent: async (context) => {
      const counters = defineTable(context.name(), { id: integer().primaryKey(), uses: integer() })
      const records = await context.records(counters)
      await records.insertMany([{ id: 1, uses: 0 }])
      expect(await records.update(1, { uses: increment(1) })).toMatchObject({ uses: 1 })
    },
  }),
]
