import {
  bigint,
  boolean,
  date,
  decimal,
  defineTable,
  increment,
  integer,
  oneOf,
  real,
  sql,
  text,
  timestamp,
} from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, refusal } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

const start = new Date('2026-01-01T00:00:00.000Z')

/** One check for each type and for each way of combining. */
const checked = (name: string) =>
  defineTable(
    name,
    {
      id: integer().primaryKey(),
      low: integer().nullable(),
      big: bigint().nullable(),
      ratio: real().nullable(),
      price: decimal(9, 2).nullable(),
      word: text().nullable(),
      kind: oneOf('open', 'closed').nullable(),
      flag: boolean().nullable(),
      from: timestamp().nullable(),
      day: date().nullable(),
    },
    {
      check: {
        low: { or: [{ low: { gte: 10, lt: 20 } }, { low: null }] },
        big: { or: [{ big: { ne: 2n ** 60n } }, { big: null }] },
        ratio: { not: { ratio: { gt: 0.5 } } },
        price: { or: [{ price: { gte: '0.01' } }, { price: { isNull: true } }] },
        word: { word: { notIn: ["it's", 'a%'] } },
        'the prefix; --': { or: [{ word: { startsWith: 'a' } }, { word: null }] },
        kind: { or: [{ kind: 'open', flag: true }, { kind: { ne: 'open' } }] },
        from: { not: { from: { lt: start } } },
        day: { or: [{ day: { in: ['2026-01-01', '2026-12-31'] } }, { day: null }] },
      },
    },
  )

const good: readonly object[] = [
  {},
  { low: 10 },
  { low: 19 },
  { big: 5n },
  { ratio: 0.5 },
  { price: '0.01' },
  { word: 'abc' },
  { word: 'a%b' },
  { kind: 'open', flag: true },
  { kind: 'closed' },
  { from: start },
  { day: '2026-12-31' },
]

const bad: readonly object[] = [
  { low: 9 },
  { low: 20 },
  { big: 2n ** 60n },
  { ratio: 0.75 },
  { price: '0.00' },
  { word: 'a%' },
  { word: 'bc' },
  { word: "it's" },
  { kind: 'open' },
  { kind: 'open', flag: false },
  { from: new Date(start.getTime() - 1) },
  { day: '2026-01-02' },
]

export const recordsChecks: readonly Rule[] = [
  rule({
    id: 'records.check.holds',
    title:
      'insert(), insertMany(), upsert() and update() refuse with check the rows that a check does not match, null as in filters',
    present: async (context) => {
      const records = await context.records(checked(context.name()))
      for (const [id, row] of good.entries()) await records.insert({ id, ...row })
      for (const row of bad) {
        await refusal('check', () => records.insert({ id: 100, ...row }))
        await refusal('check', () => records.insertMany([{ id: 101 }, { id: 102, ...row }]))
        await refusal('check', () => records.upsert({ id: 103, ...row }))
        await refusal('check', () => records.upsert({ id: 0, ...row }))
        await refusal('check', () => records.update(0, row))
        await refusal('check', () => records.updateWhere({ id: 0 }, row))
      }
      expect(await records.count()).toBe(good.length)
      expect(await records.get(0)).toMatchObject({ low: null, word: null, kind: null, flag: null })
    },
  }),
  rule({
    id: 'records.check.plain-sql',
    title: 'a check is kept by the database: plain SQL is refused too',
    needs: ['sql'],
    present: async (context) => {
      const table = checked(context.name())
      await context.records(table)
      const name = sql.identifier(nameOf(table))
      await context.session.run(sql`insert into ${name} (id, low) values (1, 10)`)
      await refusal('check', () => context.session.run(sql`insert into ${name} (id, low) values (2, 9)`))
      await refusal('check', () => context.session.run(sql`update ${name} set word = 'bc' where id = 1`))
    },
  }),
  rule({
    id: 'records.check.increment',
    title:
      'a step that breaks a check is refused, also within updateWhere() and upsert(), and nothing is changed',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(
        [5, 3, 9].map((credits, index) => ({ id: `p${index}`, email: `${index}`, credits })),
      )
      await refusal('check', () => records.update('p1', { credits: increment(-4) }))
      await refusal('check', () => records.updateWhere({ credits: { gte: 0 } }, { credits: increment(-4) }))
      await refusal('check', () =>
        records.upsert({ id: 'p1', email: '1' }, { update: { credits: increment(-4) } }),
      )
      expect((await records.list()).map(({ credits }) => credits)).toStrictEqual([5, 3, 9])
    },
  }),
  rule({
    id: 'records.check.message',
    title: 'check names the constraint where the engine does, and quotes no value',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const error = (await failureOf(() =>
        records.insert({ id: 'a', email: 'secret@x', credits: -987_654 }),
      )) as Error & { constraint?: string }
      expect(error).toMatchObject({ code: 'check', retryable: false, outcome: 'not-applied' })
      expect(error.message).not.toMatch(/secret|987/)
      if (error.constraint !== undefined) expect(error.constraint).toContain('solvent')
    },
  }),
]
