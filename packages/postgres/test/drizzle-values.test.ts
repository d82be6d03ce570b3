import { sql, type Database } from '@holdfast/core'
import { sql as fragment } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  interval,
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
import { expect, onTestFinished, test } from 'vitest'
import { drizzle } from '../src/drizzle.ts'
import { openShop } from './shop.ts'

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

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
  span: interval(),
  key: uuid(),
  document: jsonb().$type<unknown>(),
  text: json().$type<unknown>(),
  wholes: integer().array(),
  larges: bigint({ mode: 'bigint' }).array(),
  texts: text().array(),
  instants: timestamp({ withTimezone: true }).array(),
  instantTexts: timestamp({ withTimezone: true, mode: 'string' }).array(),
  documents: jsonb().array().$type<unknown[]>(),
  bytes: bytea(),
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
  span: '1 day 02:03:04',
  key: '6f1c1a9e-5a3d-4e5f-8f2a-1234567890ab',
  document: { a: ['"1"', null] },
  text: '1',
  wholes: [1, 2],
  larges: [2n ** 62n + 1n, 3n],
  texts: ['a"b\\c', '{x,y}', ''],
  instants: [instant],
  instantTexts: ['2024-02-29 12:34:56.78+00'],
  documents: [{ a: 1 }, 'x'],
  bytes: Buffer.from([0, 255]),
}

const openKinds = async (): Promise<Database> => {
  const db = await openShop()
  await db.run(sql`
    create table kinds (small smallint, whole integer, safe bigint, large bigint, fraction double precision,
      digits numeric(30, 2), number numeric, words text, short varchar(10), flag boolean, instant timestamptz,
      local timestamp, "instantText" timestamptz, "localText" timestamp, day date, "dayText" date, clock time,
      span interval, key uuid, document jsonb, text json, wholes integer[], larges bigint[], texts text[],
      instants timestamptz[], "instantTexts" timestamptz[], documents jsonb[], bytes bytea)`)
  return db
}

test('drizzle() gives back every kind of column as it was given', async () => {
  const d = drizzle(await openKinds(), { schema: { kinds } })
  await d.insert(kinds).values(row)
  expect(await d.select().from(kinds)).toEqual([row])
  await d.delete(kinds)
  await d.insert(kinds).values({})
  const nothing = Object.fromEntries(Object.keys(row).map((name) => [name, null]))
  expect(await d.select().from(kinds)).toEqual([nothing])
})

test.each(['UTC', 'America/New_York'])(
  'drizzle() reads the same in a relational query, in %s',
  async (zone) => {
    const before = process.env['TZ']
    onTestFinished(() => {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    })
    process.env['TZ'] = zone
    const d = drizzle(await openKinds(), { schema: { kinds } })
    await d.insert(kinds).values(row)
    const columns = { large: false, larges: false } as const
    const { large, larges, ...rest } = row
    // Drizzle makes this text itself, of a `Date`.
    const texts = {
      instantText: '2024-02-29 12:34:56.780+00',
      localText: '2024-02-29 12:34:56.000',
      instantTexts: ['2024-02-29 12:34:56.780+00'],
    }
    expect(await d.query.kinds.findMany({ columns })).toStrictEqual([{ ...rest, ...texts }])
    expect(await d.query.kinds.findFirst({ columns })).toStrictEqual({ ...rest, ...texts })
    // A whole number that only a bigint holds is refused: which column it is in is not known here.
    expect([large, larges]).not.toContain(undefined)
    await expect(d.query.kinds.findMany()).rejects.toMatchObject({ code: 'out-of-range' })
  },
)

test('drizzle() parses JSON that no column describes', async () => {
  const d = drizzle(await openShop())
  const made = fragment<unknown>`jsonb_build_object('a', 1)`
  expect(await d.select({ made }).from(fragment`(select 1)`)).toEqual([{ made: { a: 1 } }])
})
