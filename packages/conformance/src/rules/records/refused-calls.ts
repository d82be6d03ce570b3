import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { wrongCalls, wrongFilters } from './wrong-calls.ts'
import { methods } from './methods.ts'
import { people, things, tickets } from './shapes.ts'

/** A handle whose statements are counted; a table with one row in it. */
const watched = async (context: Context) => {
  const events: LogEvent[] = []
  const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
  const table = people(context.name())
  await context.tables([table], db)
  const records = db.tenant(context.tenant).records(table)
  const row = await records.insert({ id: 'a', email: 'a', age: 1 })
  events.length = 0
  return { events, records, row, db }
}

export const recordsRefusedCalls: readonly Rule[] = [
  rule({
    id: 'records.refused.filters',
    title:
      'an unknown column or operator, or no filter at all, is misuse in every method, and nothing is sent',
    present: async (context) => {
      const { events, records, row } = await watched(context)
      for (const wrong of wrongFilters) {
        const where = wrong as { id: string }
        const works = [
          () => records.find(where),
          () => records.exists(where),
          () => records.count(where),
          () => records.list({ where }),
          () => records.page({ where }),
          () => records.offsetPage({ where }),
          () => records.walk({ where })[Symbol.asyncIterator]().next(),
          () => records.aggregate({ where, select: { n: { count: true } } }),
          () => records.aggregate({ select: { n: { count: true, where } } }),
          () => records.group({ where, by: ['city'], select: { n: { count: true } } }),
          () => records.updateWhere(where, { age: 2 }),
          () => records.deleteWhere(where),
          () => records.purge({ where }),
        ]
        for (const work of works) await misuse(work)
      }
      expect(events).toStrictEqual([])
      expect(await records.list({ include: 'all' })).toStrictEqual([row])
    },
  }),
  rule({
    id: 'records.refused.options',
    title: 'a wrong select, order, limit, patch, row or aggregation is misuse, and nothing is sent',
    present: async (context) => {
      const { events, records, row } = await watched(context)
      for (const [what, work] of Object.entries(wrongCalls)) {
        const error = await Promise.resolve()
          .then(() => work(records))
          .then(
            () => undefined,
            (reason: unknown) => reason,
          )
        expect(error instanceof TypeError || error instanceof RangeError, `${what}: ${String(error)}`).toBe(
          true,
        )
      }
      expect(events).toStrictEqual([])
      expect(await records.list({ include: 'all' })).toStrictEqual([row])
    },
  }),
  rule({
    id: 'records.refused.unknown-option',
    title: 'an option that no method has is misuse in every method of records(), and nothing is sent',
    present: async (context) => {
      const { events, db } = await watched(context)
      const table = tickets(context.name())
      await context.tables([table], db)
      const records = db.tenant(context.tenant).records(table)
      await records.insert({ id: 'a', subject: 'a' })
      events.length = 0
      for (const method of methods) await misuse(() => method.run(records, 'a', { nonsense: true }))
      expect(events).toStrictEqual([])
      expect(await records.count({}, { include: 'all' })).toBe(1)
    },
  }),
  rule({
    id: 'records.refused.tables',
    title: 'records() and createTables() refuse what defineTable() did not make',
    present: async (context) => {
      for (const wrong of [undefined, null, 'people', {}, people('p').id, [people('p')]] as never[]) {
        await misuse(() => context.session.records(wrong))
        await misuse(() => context.db.createTables([wrong]))
      }
      await misuse(() => context.db.createTables(people('p') as never))
      const table = things(context.name())
      await context.tables([table])
      expect(await context.session.records(table).count()).toBe(0)
      const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ not: inner }), { id: 1 })
      await misuse(() => context.session.records(table).list({ where: deep }))
    },
  }),
]
