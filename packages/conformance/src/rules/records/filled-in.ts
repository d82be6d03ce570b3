import {
  defineTable,
  integer,
  newUuid,
  now,
  sql,
  text,
  timestamp,
  timestamps,
  uuid,
  type TableRow,
} from '@holdfast/core'
import { expect } from 'vitest'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'

const uuidForm = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

export const recordsFilledIn: readonly Rule[] = [
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
