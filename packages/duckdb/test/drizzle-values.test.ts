import { sql, type Database } from '@holdfast/core'
import { sql as fragment } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  json,
  jsonb,
  numeric,
  pgTable,
  smallint,
  text,
  time,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

const blob = customType<{ data: Buffer }>({ dataType: () => 'blob' })

const kinds = pgTable('kinds', {
  small: smallint(),
  whole: integer(),
  safe: bigint({ mode: 'number' }),
  large: bigint({ mode: 'bigint' }),
  fraction: doublePrecision(),
  digits: numeric({ precision: 30, scale: 2 }),
  number: numeric({ mode: 'number' }),
  words: text(),
  short: varchar({ length: 10 }),
  flag: boolean(),
  instant: timestamp({ withTimezone: true }),
  local: timestamp(),
  instantText: timestamp({ withTimezone: true, mode: 'string' }),
  localText: timestamp({ mode: 'string' }),
  day: date({ mode: 'date' }),
  dayText: date(),
  clock: time(),
  key: uuid(),
  document: jsonb().$type<unknown>(),
  text: json().$type<unknown>(),
  wholes: integer().array(),
  larges: bigint({ mode: 'bigint' }).array(),
  texts: text().array(),
  instants: timestamp({ withTimezone: true }).array(),
  instantTexts: timestamp({ withTimezone: true, mode: 'string' }).array(),
  documents: jsonb().array().$type<unknown[]>(),
  bytes: blob(),
})

const instant = new Date('2024-02-29T12:34:56.780Z')

const row: typeof kinds.$inferInsert = {
  small: 1,
  whole: 2,
  safe: 2 ** 53 - 1,
  large: 2n ** 62n + 1n,
  fraction: 1.5,
  digits: '1234567890123456789012345678.90',
  number: 1.25,
  words: 'x',
  short: 'y',
  flag: false,
  instant,
  local: instant,
  instantText: '2024-02-29 12:34:56.78+00',
  localText: '2024-02-29 12:34:56',
  day: new Date('2024-02-29'),
  dayText: '2024-02-29',
  clock: '12:34:56',
  key: '6f1c1a9e-5a3d-4e5f-8f2a-1234567890ab',
  document: { a: ['"1"', null] },
  text: '1',
  bytes: Buffer.from([0, 255]),
}

const lists = {
  wholes: [1, 2],
  larges: [2n ** 62n + 1n, 3n],
  texts: ['a"b\\c', '{x,y}', ''],
  instants: [instant],
  instantTexts: ['2024-02-29 12:34:56.78+00'],
  documents: [{ a: 'x,"y]' }],
}

const openKinds = async (): Promise<Database> => {
  const db = await openShop()
  await db.run(sql`
    create table kinds (small smallint, whole integer, safe bigint, large bigint, fraction double precision,
      digits numeric(30, 2), number decimal(10, 2), words text, short varchar(10), flag boolean, instant timestamptz,
      local timestamp, "instantText" timestamptz, "localText" timestamp, day date, "dayText" date, clock time,
      key uuid, document json, text json, wholes integer[], larges bigint[], texts text[],
      instants timestamptz[], "instantTexts" timestamptz[], documents json[], bytes blob)`)
  return db
}

test('drizzle() gives back every kind of column as it was given', async () => {
  const d = drizzle(await openKinds())
  await d.insert(kinds).values(row)
  const nothing = Object.fromEntries(Object.keys({ ...row, ...lists }).map((name) => [name, null]))
  expect(await d.select().from(kinds)).toEqual([{ ...nothing, ...row }])
  await d.delete(kinds)
  await d.insert(kinds).values({})
  expect(await d.select().from(kinds)).toEqual([nothing])
})

test('drizzle() reads lists, and writes them as parameters; as columns they are in PostgreSQL’s words and refused', async () => {
  const d = drizzle(await openKinds())
  const written = Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, fragment`${fragment.param(list)}`]),
  )
  await d.insert(kinds).values(written)
  const { wholes, larges, texts, instants, instantTexts, documents } = kinds
  const columns = { wholes, larges, texts, instants, instantTexts, documents }
  expect(await d.select(columns).from(kinds)).toEqual([lists])
  await expect(d.insert(kinds).values({ wholes: [1, 2] })).rejects.toMatchObject({ code: 'invalid-value' })
})

test('drizzle() parses JSON that no column describes', async () => {
  const d = drizzle(await openShop())
  const made = fragment<unknown>`json_object('a', 1)`
  expect(await d.select({ made }).from(fragment`(select 1)`)).toEqual([{ made: { a: 1 } }])
})
