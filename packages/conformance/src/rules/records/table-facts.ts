import { decimal, defineTable, integer, text } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

export const recordsTableFacts: readonly Rule[] = [
  rule({
    id: 'records.table.missing',
    title: 'records() of a table that was never made throw no-table',
    needs: ['sql'],
    present: async (context) => {
      const records = context.session.records(things(context.name()))
      await refusal('no-table', () => records.list())
      await refusal('no-table', () => records.insert({ id: 1 }))
      await refusal('no-table', () => records.update(1, { n: 1 }))
    },
    absent: async (context) => {
      const records = context.session.records(things(context.name()))
      await expect(records.list()).rejects.toMatchObject({ code: 'no-table' })
    },
  }),
  rule({
    id: 'records.table.persist',
    title: 'tables, rows and constraints are there for another handle that only defines them',
    needs: ['persistent'],
    present: async (context) => {
      const name = context.name()
      const records = await context.records(people(name))
      const row = await records.insert({ id: 'a', email: 'a', age: 5 })
      const other = (await context.open()).records(people(name))
      expect(await other.list()).toStrictEqual([row])
      await refusal('duplicate', () => other.insert({ id: 'b', email: 'a' }))
      await refusal('check', () => other.update('a', { credits: -1 }))
    },
    absent: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insert({ id: 'a', email: 'a' })
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.table.widest-decimal',
    title:
      'a decimal of limits.decimalDigits keeps every digit, and a wider one is refused with unsupported when the table is made or used',
    present: async (context) => {
      const { decimalDigits } = context.limits
      const table = defineTable(context.name(), { id: integer().primaryKey(), v: decimal(decimalDigits, 2) })
      const records = await context.records(table)
      const widest = `${'9'.repeat(decimalDigits - 2)}.99`
      expect(await records.insert({ id: 1, v: widest })).toStrictEqual({ id: 1, v: widest })
      expect(await records.get(1)).toStrictEqual({ id: 1, v: widest })
      await refusal('out-of-range', () => records.insert({ id: 2, v: `1${widest}` }))
      if (decimalDigits >= 38) return
      const wider = defineTable(context.name(), { id: integer().primaryKey(), v: decimal(decimalDigits + 1) })
      await refusal('unsupported', () => context.db.createTables([wider]))
      await refusal('unsupported', () => context.session.records(wider).list())
      await refusal('unsupported', () => context.db.createTables([things(context.name()), wider]))
    },
  }),
  rule({
    id: 'records.table.partial-index',
    title:
      'an index over some rows answers the same whether the engine has it or not, and repeats no table’s name',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: integer().primaryKey(), state: text(), n: integer().nullable() },
        {
          index: [
            { columns: ['n'], where: { state: 'open' } },
            { columns: ['n'], where: { state: { in: ["it's", 'b'] }, n: { gt: 5 } } },
            ['n', 'state'],
          ],
        },
      )
      const records = await context.records(table)
      await records.insertMany(
        Array.from({ length: 50 }, (_, id) => ({ id, state: id % 2 === 0 ? 'open' : "it's", n: id % 9 })),
      )
      expect(await records.count({ state: 'open', n: { gt: 6 } })).toBe(5)
      expect(await records.count({ state: "it's", n: { gt: 5 } })).toBe(7)
    },
  }),
]
