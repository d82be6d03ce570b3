import {
  bigint,
  boolean,
  bytes,
  date,
  integer,
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

const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER, MAX_VALUE, MIN_VALUE, EPSILON } = Number

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
      2 ** 63,
      1e300,
      -MAX_VALUE,
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

export const sqlValues: readonly Rule[] = kinds.map(
  ({ what, ddl, column, values, read = (bound) => bound }) =>
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
)
