import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  defineTable,
  integer,
  json,
  now,
  oneOf,
  real,
  softDelete,
  sql,
  text,
  timestamp,
  timestamps,
  uuid,
} from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const uuidText = '0190f1de-7a2b-7c3d-8e4f-5a6b7c8d9e0f'
const columns = {
  id: text().primaryKey(),
  quoted: text().default(`it's "x" \\ $1 ?1 :a\n`),
  small: integer().default(-Number.MAX_SAFE_INTEGER),
  least: bigint().default(-(2n ** 63n)),
  tenth: real().default(0.1),
  huge: real().default(1.7976931348623157e308),
  amount: decimal(18, 4).default('-12.5'),
  role: oneOf('member', `it's`).default(`it's`),
  isOpen: boolean().default(true),
  isClosed: boolean().default(false),
  at: timestamp().default(new Date('0001-01-01T00:00:00.001Z')),
  day: date().default('2024-02-29'),
  data: json().default({ a: [1, `it's`, null], 'b"': 'é' }),
  key: uuid().default(uuidText),
  blob: bytes().nullable(),
}

const known = {
  id: 'a',
  quoted: `it's "x" \\ $1 ?1 :a\n`,
  small: -Number.MAX_SAFE_INTEGER,
  least: -(2n ** 63n),
  tenth: 0.1,
  huge: 1.7976931348623157e308,
  amount: '-12.5000',
  role: `it's`,
  is_open: true,
  is_closed: false,
  at: new Date('0001-01-01T00:00:00.001Z'),
  day: '2024-02-29',
  data: { a: [1, `it's`, null], 'b"': 'é' },
  key: uuidText,
  blob: null,
}

export const columnRules: readonly Rule[] = [
  rule({
    id: 'tables.defaults.values',
    title: 'createTables() gives the database every default, so that a row of plain SQL has it exactly',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([defineTable('everything', columns)])
      await db.run(sql`insert into everything (id) values (${'a'})`)
      const { isOpen, isClosed, ...same } = columns
      const read = sql`select * from everything`.as({ ...same, is_open: isOpen, is_closed: isClosed })
      expect(await db.first(read)).toStrictEqual(known)
    },
  }),
  rule({
    id: 'tables.defaults.time',
    title: 'createTables() stamps a row of plain SQL with the time, to the millisecond',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      const shape = { id: text().primaryKey(), seen: timestamp().default(now), ...timestamps() }
      await db.createTables([defineTable('stamped', shape)])
      const before = Date.now()
      await db.run(sql`insert into stamped (id) values (${'a'})`)
      const after = Date.now()
      const { seen, createdAt, updatedAt } = shape
      const read = sql`select seen, created_at, updated_at from stamped where seen = created_at`
      const row = await db.first(read.as({ seen, created_at: createdAt, updated_at: updatedAt }))
      expect(row?.seen).toStrictEqual(row?.updated_at)
      // A server is on this machine, but its clock is read in another process.
      expect(row?.seen.getTime()).toBeGreaterThanOrEqual(before - 5)
      expect(row?.seen.getTime()).toBeLessThanOrEqual(after + 5)
      expect(await db.all(sql`select id from stamped where seen = ${row!.seen}`)).toStrictEqual([{ id: 'a' }])
    },
  }),
  rule({
    id: 'tables.tombstone',
    title: 'createTables() keeps a unique value free for one active row beside any number of deleted ones',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([
        defineTable('members', { id: text().primaryKey(), email: text().unique(), ...softDelete() }),
      ])
      for (const id of ['a', 'b', 'c']) {
        await db.run(sql`insert into members (id, email) values (${id}, ${'x'})`)
        await expect(
          db.run(sql`insert into members (id, email) values (${'z'}, ${'x'})`),
        ).rejects.toMatchObject({ code: 'duplicate' })
        await db.run(sql`update members set tombstone = ${`gone ${id}`} where id = ${id}`)
      }
      expect(await db.all(sql`select count(*) as n from members`)).toStrictEqual([{ n: 3 }])
    },
  }),
]
