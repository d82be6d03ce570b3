import {
  bigint,
  boolean,
  bytes,
  date,
  integer,
  json,
  real,
  sql,
  text,
  timestamp,
  uuid,
  type Bindable,
  type Column,
} from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

interface Kind {
  readonly what: string
  /** A type that every engine spells alike. */
  readonly ddl: string
  readonly column: () => Column
  readonly values: readonly Bindable[]
  /** What is read where it is not what was bound. */
  readonly read?: (bound: Bindable) => unknown
}

const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER, MIN_VALUE, EPSILON } = Number
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index)

const kinds: readonly Kind[] = [
  {
    what: 'integer',
    ddl: 'bigint',
    column: integer,
    values: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32, MAX_SAFE_INTEGER, MIN_SAFE_INTEGER, 5n],
    read: Number,
  },
  {
    what: 'bigint',
    ddl: 'bigint',
    column: bigint,
    values: [
      0n,
      1n,
      -1n,
      2n ** 53n - 1n,
      2n ** 53n,
      2n ** 53n + 1n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      7,
    ],
    read: (bound) => BigInt(bound as number | bigint),
  },
  {
    what: 'real',
    ddl: 'double precision',
    column: real,
    values: [
      0,
      1,
      -1,
      0.1,
      0.1 + 0.2,
      1 / 3,
      -1.5,
      EPSILON,
      2 ** 51 + 0.5,
      1e-300,
      MIN_VALUE,
      123_456_789.123_456_78,
    ],
  },
  {
    what: 'text',
    ddl: 'text',
    column: text,
    values: [
      '',
      ' ',
      'a',
      'é',
      'e\u0301',
      '😀',
      '\uFFFF',
      "'",
      '\\',
      '1',
      '1.0',
      'null',
      'true',
      '\u0001',
      'x'.repeat(70_000),
    ],
  },
  { what: 'boolean', ddl: 'boolean', column: boolean, values: [true, false] },
  {
    what: 'timestamp',
    ddl: 'timestamptz',
    column: timestamp,
    values: [
      '1970-01-01T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '2024-02-29T12:34:56.789Z',
      '1900-03-01T00:00:00.001Z',
      '0001-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
      '2025-03-30T02:30:00.000Z',
    ].map((at) => new Date(at)),
  },
  {
    what: 'date',
    ddl: 'date',
    column: date,
    values: ['1970-01-01', '2024-02-29', '0001-01-01', '9999-12-31', '1900-03-01'],
  },
  {
    what: 'bytes',
    ddl: 'bytea',
    column: bytes,
    values: [
      new Uint8Array(),
      everyByte,
      Uint8Array.of(0),
      new Uint8Array(300_000).fill(255),
      Buffer.from('text'),
    ],
    read: (bound) => new Uint8Array(bound as Uint8Array),
  },
  {
    what: 'uuid',
    ddl: 'uuid',
    column: uuid,
    values: [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      '018f3c5e-7b1a-7c3d-9e4f-0123456789ab',
    ],
  },
]

const refused: readonly (readonly [string, string, () => Column, readonly Bindable[]])[] = [
  ['integer beyond the safe range', 'bigint', integer, [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n]],
  ['text as integer', 'text', integer, ['a', '']],
  ['text as boolean', 'text', boolean, ['maybe']],
  ['text as timestamp', 'text', timestamp, ['yesterday']],
  ['text as bytes', 'text', bytes, ['00']],
  ['bytes as text', 'bytea', text, [Uint8Array.of(255, 254)]],
  ['a fraction as integer', 'double precision', integer, [1.5]],
  ['text that is no JSON as json', 'text', () => json(), ['{']],
  ['text that is no UUID as uuid', 'text', uuid, ['not a uuid']],
]

export const sqlValues: readonly Rule[] = [
  ...kinds.map(({ what, ddl, column, values, read = (bound) => bound }) =>
    rule({
      id: `sql.value.${what}`,
      title: `a column read as ${what}() gives back what was bound, at the ends of its range, and NULL as null`,
      needs: ['sql'],
      present: async (context) => {
        const table = sql.identifier(await context.table(`id integer primary key, v ${ddl}`))
        for (const [id, value] of values.entries())
          await context.session.run(sql`insert into ${table} values (${id}, ${value})`)
        const rows = await context.session.all(sql`select v from ${table} order by id`.as({ v: column() }))
        expect(rows.map((row) => row.v)).toStrictEqual(values.map(read))
        for (const row of rows) expect(row.v instanceof Buffer).toBe(false)
        for (const [id, value] of values.entries()) {
          const found = await context.session.all(
            sql`select id from ${table} where v = ${value} and id = ${id}`,
          )
          expect(found, `${what} number ${id} is found by its value`).toStrictEqual([{ id }])
        }
        await context.session.run(sql`insert into ${table} values (${values.length}, ${null})`)
        const last = sql`select v from ${table} where id = ${values.length}`
        expect(await context.session.first(last.as({ v: column().nullable() }))).toStrictEqual({ v: null })
        await refusal('invalid-value', () => context.session.first(last.as({ v: column() })))
        expect(await context.session.first(last)).toStrictEqual({ v: null })
      },
    }),
  ),
  ...refused.map(([what, ddl, column, values]) =>
    rule({
      id: `sql.value.refuses-${what.replaceAll(' ', '-')}`,
      title: `.as() refuses to read ${what} with invalid-value`,
      needs: ['sql'],
      present: async (context) => {
        const table = sql.identifier(await context.table(`v ${ddl}`))
        for (const value of values) {
          await context.session.run(sql`delete from ${table}`)
          await context.session.run(sql`insert into ${table} values (${value})`)
          await refusal('invalid-value', () =>
            context.session.all(sql`select v from ${table}`.as({ v: column() })),
          )
        }
      },
    }),
  ),
  rule({
    id: 'sql.value.json',
    title: 'a text column read as json() gives the value',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v text'))
      const values = [null, 0, '', 'text', [], {}, { a: [1, { b: null }] }, true, -1.5e-7]
      for (const [id, value] of values.entries())
        await context.session.run(sql`insert into ${table} values (${id}, ${sql.json(value)})`)
      const rows = await context.session.all(sql`select v from ${table} order by id`.as({ v: json() }))
      expect(rows.map((row) => row.v)).toStrictEqual(values)
    },
  }),
  rule({
    id: 'sql.value.aggregates',
    title:
      'count(*), sum, min and max of whole numbers are read as integer() and bigint() whatever type the engine gives them',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v bigint'))
      const query = sql`select count(*) as n, sum(v) as s, max(v) as m from ${table}`
      expect(
        await context.session.first(
          query.as({ n: integer(), s: integer().nullable(), m: integer().nullable() }),
        ),
      ).toStrictEqual({ n: 0, s: null, m: null })
      await context.session.run(sql`insert into ${table} values (1), (2), (39)`)
      expect(
        await context.session.first(query.as({ n: integer(), s: integer(), m: integer() })),
      ).toStrictEqual({ n: 3, s: 42, m: 39 })
      expect(await context.session.first(query.as({ n: bigint(), s: bigint(), m: bigint() }))).toStrictEqual({
        n: 3n,
        s: 42n,
        m: 39n,
      })
      expect((await context.session.first(sql`select count(*) as n from ${table}`))?.['n']).toBe(3)
    },
  }),
  rule({
    id: 'sql.value.raw-int64',
    title: 'a whole number outside ±(2^53 − 1) throws out-of-range in raw SQL, and is never rounded',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v bigint'))
      for (const value of [2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
        await context.session.run(sql`delete from ${table}`)
        await context.session.run(sql`insert into ${table} values (${value})`)
        await refusal('out-of-range', () => context.session.all(sql`select v from ${table}`))
        await refusal('out-of-range', () => context.session.first(sql`select v from ${table}`))
        expect(await context.session.first(sql`select v from ${table}`.as({ v: bigint() }))).toStrictEqual({
          v: value,
        })
      }
    },
  }),
  rule({
    id: 'sql.value.raw-table',
    title:
      'raw SQL gives text as string, whole numbers and doubles as number, bytes as Uint8Array and NULL as null',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(
        await context.table('t text, i bigint, r double precision, b bytea, z text'),
      )
      await context.session.run(
        sql`insert into ${table} values (${'1'}, ${7}, ${0.5}, ${Uint8Array.of(1, 2)}, ${null})`,
      )
      const row = await context.session.first(sql`select * from ${table}`)
      expect(row).toStrictEqual({ t: '1', i: 7, r: 0.5, b: Uint8Array.of(1, 2), z: null })
    },
  }),
  rule({
    id: 'sql.value.order',
    title: 'text columns compare and sort as UTF-8 bytes',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v text'))
      const words = ['a', 'B', 'é', 'z', '_', '😀', '\uFFFF', 'Z', 'aa', 'a b']
      for (const word of context.random.shuffle(words))
        await context.session.run(sql`insert into ${table} values (${word})`)
      const sorted = words.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
      const rows = await context.session.all(sql`select v from ${table} order by v`.as({ v: text() }))
      expect(rows.map((row) => row.v)).toStrictEqual(sorted)
    },
  }),
  rule({
    id: 'sql.value.time-zone',
    title: 'an instant is the same whatever the time zone of the process',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v timestamptz'))
      const before = process.env['TZ']
      context.after(() => {
        if (before === undefined) delete process.env['TZ']
        else process.env['TZ'] = before
      })
      const at = new Date('2024-07-01T12:00:00.123Z')
      for (const [id, zone] of ['UTC', 'America/New_York', 'Asia/Kathmandu'].entries()) {
        process.env['TZ'] = zone
        await context.session.run(sql`insert into ${table} values (${id}, ${at})`)
        const rows = await context.session.all(sql`select v from ${table}`.as({ v: timestamp() }))
        expect(rows.map((row) => row.v.getTime())).toStrictEqual(
          Array.from({ length: id + 1 }, () => at.getTime()),
        )
      }
    },
  }),
]
