import {
  bigint,
  boolean,
  date,
  decimal,
  defineTable,
  integer,
  json,
  oneOf,
  real,
  sql,
  text,
  timestamp,
  uuid,
} from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'

const defaulted = (name: string) =>
  defineTable(name, {
    id: integer().primaryKey(),
    text: text().default('it\'s; \\ "q" %s $1 ? ?1 😀'),
    empty: text().default(''),
    word: oneOf('null', 'true').default('null'),
    whole: integer().default(-7),
    big: bigint().default(2n ** 63n - 1n),
    ratio: real().default(1e-7),
    price: decimal(9, 3).default('1.5'),
    flag: boolean().default(false),
    at: timestamp().default(new Date('1969-12-31T23:59:59.999Z')),
    day: date().default('0001-01-01'),
    body: json<unknown>().default({ a: ["it's", null] }),
    ref: uuid().default('0191E7A2-1C3B-7ABC-9DEF-0123456789AB'),
    maybe: integer().nullable().default(5),
  })

const values = {
  text: 'it\'s; \\ "q" %s $1 ? ?1 😀',
  empty: '',
  word: 'null',
  whole: -7,
  big: 2n ** 63n - 1n,
  ratio: 1e-7,
  price: '1.500',
  flag: false,
  at: new Date('1969-12-31T23:59:59.999Z'),
  day: '0001-01-01',
  body: { a: ["it's", null] },
  ref: '0191e7a2-1c3b-7abc-9def-0123456789ab',
  maybe: 5,
}

export const recordsDefaults: readonly Rule[] = [
  rule({
    id: 'records.default.value',
    title:
      'insert(), insertMany(), upsert() and upsertMany() fill in the default of every type where a column is left out',
    present: async (context) => {
      const records = await context.records(defaulted(context.name()))
      expect(await records.insert({ id: 1 })).toStrictEqual({ id: 1, ...values })
      await records.insertMany([{ id: 2 }, { id: 3, whole: 8 }])
      expect(await records.upsert({ id: 4 })).toStrictEqual({ id: 4, ...values })
      await records.upsertMany([{ id: 5 }])
      const rows = [1, 2, 3, 4, 5].map((id) => ({ id, ...values, ...(id === 3 && { whole: 8 }) }))
      expect(await records.list()).toStrictEqual(rows)
    },
  }),
  rule({
    id: 'records.default.null',
    title:
      'a null that is given stands, though the column has a default; a column that takes none throws not-null',
    present: async (context) => {
      const records = await context.records(defaulted(context.name()))
      expect((await records.insert({ id: 1, maybe: null })).maybe).toBeNull()
      const error = await refusal('not-null', () => records.insert({ id: 2, whole: null as never }))
      expect(error.columns).toStrictEqual(['whole'])
      await refusal('not-null', () => records.update(1, { text: null as never }))
      await refusal('not-null', () => records.insertMany([{ id: 3 }, { id: 4, flag: null as never }]))
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.default.plain-sql',
    title: 'the database has the defaults too: a row that plain SQL inserts gets them',
    needs: ['sql'],
    present: async (context) => {
      const table = defaulted(context.name())
      const records = await context.records(table)
      await context.session.run(sql`insert into ${sql.identifier(nameOf(table))} (id) values (1)`)
      expect(await records.get(1)).toStrictEqual({ id: 1, ...values })
    },
  }),
]
