import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts } from './shapes.ts'

export const recordsUpsertCosts: readonly Rule[] = [
  rule({
    id: 'records.cost.upsert-many',
    title:
      'upsertMany() that leaves the references of rows that exist asks for a parent of new rows only, and for all of them together',
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table], db)
      const [up, down] = [db.records(authors), db.records(table)]
      await up.insertMany([0, 1, 2].map((id) => ({ id: `a${id}`, email: `${id}` })))
      const rows = Array.from({ length: 300 }, (_, n) => ({ id: `p${n}`, authorId: `a${n % 3}`, title: 't' }))
      await down.insertMany(rows.slice(0, 150))
      events.length = 0
      expect(await down.upsertMany(rows, { update: ['title'] })).toBe(300)
      expect(events.length).toBeLessThan(20)
      await up.delete('a1')
      expect(await down.upsertMany(rows, { update: ['title'] })).toBe(300)
      const late = { id: 'late', authorId: 'a1', title: 't' }
      await refusal('foreign-key', () => down.upsertMany([...rows, late], { update: ['title'] }))
      await refusal('foreign-key', () => down.upsertMany(rows))
      expect(await down.count()).toBe(300)
    },
  }),
]
