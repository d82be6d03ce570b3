import type { Column, DriverCell } from '@holdfast/core'
import { expect, test } from 'vitest'
import { columnType } from '../src/columns.ts'
import { of, testConnection } from './drivers.ts'

type Kind = Column['kind']

const trips: readonly (readonly [Kind, unknown])[] = [
  ['text', 'a\u0001€😀'],
  ['integer', Number.MAX_SAFE_INTEGER],
  ['integer', Number.MIN_SAFE_INTEGER],
  ['bigint', 2n ** 63n - 1n],
  ['bigint', 0n],
  ['real', 5e-324],
  ['real', Number.MAX_VALUE],
  ['decimal', '-12345678901234567890.123456789'],
  ['boolean', false],
  ['timestamp', new Date('2024-01-02T03:04:05.678Z')],
  ['timestamp', new Date('0001-01-01T00:00:00.000Z')],
  ['date', '2024-02-29'],
  ['json', { b: [1, null, 'x'], a: { '€': true } }],
  ['json', null],
  ['json', 'text'],
  ['bytes', new Uint8Array([0, 255])],
  ['uuid', '00000000-0000-4000-8000-00000000000a'],
]

test.each(trips)('columnType(%s) gives back what was stored', async (kind, value) => {
  const connection = await testConnection()
  const { ddl, encode, decode } = columnType({ kind })
  await connection.execute(of(`create temp table trip (v ${ddl})`))
  await connection.execute(of('insert into trip values ($1)', [encode(value)]))
  const { rows } = await connection.execute(of('select v from trip'))
  expect(decode(rows[0]?.[0] ?? null)).toEqual(value)
})

const fitting: readonly (readonly [Kind, string, unknown])[] = [
  ['integer', 'count(*)', 1],
  ['integer', 'sum(5::bigint)', 5],
  ['integer', '5.000', 5],
  ['bigint', 'sum(9223372036854775807)', 2n ** 63n - 1n],
  ['bigint', 'count(*)', 1n],
  ['real', 'avg(3)', 3],
  ['real', '7', 7],
  ['decimal', '12', '12'],
  ['decimal', '9223372036854775807', '9223372036854775807'],
  ['timestamp', "timestamp '2024-01-01'", new Date('2024-01-01T00:00:00Z')],
]

test.each(fitting)('columnType(%s) reads the expression %s', async (kind, expression, expected) => {
  const connection = await testConnection()
  const { rows } = await connection.execute(of(`select ${expression}`))
  expect(columnType({ kind }).decode(rows[0]?.[0] ?? null)).toEqual(expected)
})

const unfitting: readonly (readonly [Kind, DriverCell])[] = [
  ['integer', 2n ** 53n],
  ['integer', '9007199254740993'],
  ['integer', '1.5'],
  ['integer', 1.5],
  ['integer', true],
  ['integer', 'x'],
  ['integer', ''],
  ['bigint', 1.5],
  ['bigint', '1.5'],
  ['real', 'NaN'],
  ['real', Number.POSITIVE_INFINITY],
  ['decimal', 'NaN'],
  ['decimal', 0.1],
  ['boolean', 1],
  ['boolean', 'true'],
  ['text', 5],
  ['timestamp', 'infinity'],
  ['timestamp', 5],
  ['date', '0044-03-15 BC'],
  ['date', new Date(0)],
  ['json', '{'],
  ['json', 5],
  ['bytes', 'x'],
  ['uuid', 'x'],
]

test.each(unfitting)('columnType(%s) refuses %s', (kind, cell) => {
  expect(columnType({ kind }).decode(cell)).toBeUndefined()
})
