import {
  bigint,
  boolean,
  date,
  decimal,
  defineTable,
  integer,
  json,
  newUuid,
  now,
  oneOf,
  real,
  sql,
  text,
  timestamp,
  timestamps,
  uuid,
  type TableRow,
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

const uuidForm = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

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
  rule({
    id: 'records.default.now',
    title:
      'now is the time of the statement: for a row of insert(), for all of insertMany(), and for plain SQL',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        at: timestamp().default(now),
        ...timestamps(),
      })
      const { db, session, clock } = await context.timed()
      await context.tables([table], db)
      const records = session.records(table)
      clock.advance(12_345)
      const at = new Date(clock())
      expect(await records.insert({ id: 1 })).toStrictEqual({ id: 1, at, createdAt: at, updatedAt: at })
      await records.insertMany([{ id: 2 }, { id: 3, at: new Date(0) }])
      clock.advance(1)
      expect((await records.list()).map((row) => row.at)).toStrictEqual([at, at, new Date(0)])
      if (!context.capabilities.sql) return
      await session.run(sql`insert into ${sql.identifier(nameOf(table))} (id) values (4)`)
      const plain = (await records.get(4)) as TableRow<typeof table>
      // The database's own time, for plain SQL knows of no clock.
      for (const time of [plain.at, plain.createdAt, plain.updatedAt]) {
        expect(Math.abs(time.getTime() - Date.now())).toBeLessThan(60_000)
      }
    },
  }),
  rule({
    id: 'records.default.uuid',
    title:
      'newUuid and a key of text or uuid that is left out are new UUIDs of version 7, which order by time',
    present: async (context) => {
      const { db, session, clock } = await context.timed()
      const table = defineTable(context.name(), {
        id: uuid().primaryKey(),
        code: text().default(newUuid),
        other: uuid().default(newUuid),
      })
      const keyed = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([table, keyed], db)
      const made: string[] = []
      for (let count = 0; count < 20; count += 1) {
        const row = await session.records(table).insert({})
        made.push(row.id, row.code, row.other)
        made.push((await session.records(keyed).insert({ n: count })).id)
        clock.advance(1)
      }
      expect(made.filter((id) => !uuidForm.test(id))).toStrictEqual([])
      expect(new Set(made).size).toBe(80)
      expect((await session.records(keyed).list()).map(({ n }) => n)).toStrictEqual([...Array(20).keys()])
      await session.records(keyed).insertMany([{ n: 20 }, { n: 21 }])
      expect(await session.records(keyed).count()).toBe(22)
      expect((await session.records(keyed).upsert({ n: 22 })).id).toMatch(uuidForm)
      const own = await session.records(keyed).insert({ id: 'own', n: 23 })
      expect(own.id).toBe('own')
    },
  }),
]
