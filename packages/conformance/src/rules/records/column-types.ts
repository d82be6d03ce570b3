import {
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  defineTable,
  integer,
  oneOf,
  real,
  text,
  timestamp,
  uuid,
  type Column,
  type ErrorCode,
  type Table,
} from '@holdfast/core'
import { hostileKeys } from '../key-value/hostile-keys.ts'

/** A column type, with values that it keeps, values that it refuses, and its order. */
export interface ColumnCase {
  readonly name: string
  column(): Column<unknown, never>
  /** What is given, and what is read back where that is another spelling of it. */
  readonly kept: readonly (readonly [given: unknown, read: unknown])[]
  readonly refused: readonly (readonly [given: unknown, how: ErrorCode | 'misuse'])[]
  /** Different values in ascending order, each in the form in which it is read. */
  readonly ordered: readonly unknown[]
}

const same = (values: readonly unknown[]): readonly (readonly [unknown, unknown])[] =>
  values.map((value) => [value, value])
const misused = (...values: readonly unknown[]): readonly (readonly [unknown, 'misuse'])[] =>
  values.map((value) => [value, 'misuse'])
const invalid = (...values: readonly unknown[]): readonly (readonly [unknown, 'invalid-value'])[] =>
  values.map((value) => [value, 'invalid-value'])
const outside = (...values: readonly unknown[]): readonly (readonly [unknown, 'out-of-range'])[] =>
  values.map((value) => [value, 'out-of-range'])

const all256 = Uint8Array.from({ length: 256 }, (_, index) => index)
const days = [
  '0001-01-01',
  '1582-10-10',
  '1900-03-01',
  '1969-12-31',
  '1970-01-01',
  '2024-02-29',
  '9999-12-31',
]
const instants = [
  '0001-01-01T00:00:00.000Z',
  '1582-10-10T12:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '1970-01-01T00:00:00.001Z',
  '2024-02-29T12:34:56.789Z',
  '9999-12-31T23:59:59.999Z',
].map((instant) => new Date(instant))

/** Every column type but JSON, which has no order. */
export const columnCases: readonly ColumnCase[] = [
  {
    name: 'text',
    column: () => text() as never,
    kept: same(['', 'e\u0301', '\r\n', ' both ends ', 'x'.repeat(100_000), ...hostileKeys]),
    refused: [...misused(5, true, new Date(), {}, ['a']), ...invalid('a\u0000b', '\uD800', 'a\uDC00b')],
    ordered: ['', ...hostileKeys],
  },
  {
    name: 'enum',
    column: () => oneOf('small', 'Large', 'näher', '') as never,
    kept: same(['small', 'Large', 'näher', '']),
    refused: invalid('SMALL', 'small ', 'other', 5, true),
    // As text, not as listed.
    ordered: ['', 'Large', 'näher', 'small'],
  },
  {
    name: 'integer',
    column: () => integer(),
    kept: [...same([0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53) + 1]), [-0, 0]],
    refused: [
      ...misused('5', 5n, true, {}),
      ...invalid(1.5, Number.NaN, Number.POSITIVE_INFINITY),
      ...outside(2 ** 53, -(2 ** 53)),
    ],
    ordered: [-(2 ** 53) + 1, -(2 ** 31) - 1, -10, -9, -1, 0, 1, 9, 10, 2 ** 31, 2 ** 53 - 1],
  },
  {
    name: 'bigint',
    column: () => bigint(),
    kept: same([0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]),
    refused: [...misused(5, '5', true), ...outside(2n ** 63n, -(2n ** 63n) - 1n)],
    ordered: [
      -(2n ** 63n),
      -(2n ** 53n) - 1n,
      -10n,
      -9n,
      0n,
      9n,
      10n,
      2n ** 53n,
      2n ** 53n + 1n,
      2n ** 63n - 1n,
    ],
  },
  {
    name: 'real',
    column: () => real(),
    kept: same([
      0,
      1,
      -1.5,
      0.1 + 0.2,
      2 ** 53,
      2 ** 53 + 2,
      1e21,
      5e-324,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
    ]),
    refused: [...misused('1', 1n, false), ...invalid(Number.NaN, Number.NEGATIVE_INFINITY, -0)],
    ordered: [
      -Number.MAX_VALUE,
      -10,
      -1.5,
      -5e-324,
      0,
      5e-324,
      0.3,
      0.1 + 0.2,
      9,
      10,
      1e21,
      Number.MAX_VALUE,
    ],
  },
  {
    name: 'decimal',
    column: () => decimal(12, 2) as never,
    kept: [
      ...same(['0.00', '-0.01', '1.10', '9999999999.99', '-9999999999.99']),
      ['0', '0.00'],
      ['-0.000', '0.00'],
      ['0012.5', '12.50'],
      ['7.5000', '7.50'],
    ],
    refused: [
      ...misused(5, 5n, true),
      ...invalid('1.005', '1e5', '', '.5', '1.', ' 1', '+1', '0x10', 'NaN', '1,5', '١'),
      ...outside('10000000000', '-10000000000.00'),
    ],
    ordered: [
      '-9999999999.99',
      '-10.00',
      '-9.99',
      '-0.01',
      '0.00',
      '0.01',
      '1.10',
      '9.00',
      '10.00',
      '9999999999.99',
    ],
  },
  {
    name: 'boolean',
    column: () => boolean(),
    kept: same([true, false]),
    refused: misused(1, 0, 'true', {}),
    ordered: [false, true],
  },
  {
    name: 'timestamp',
    column: () => timestamp(),
    kept: same(instants),
    refused: [
      ...misused(0, '2024-02-29T12:34:56Z', {}),
      ...invalid(new Date(Number.NaN), new Date('+010000-01-01T00:00:00Z'), new Date('0000-12-31T23:59:59Z')),
    ],
    ordered: instants,
  },
  {
    name: 'date',
    column: () => date(),
    kept: same(days),
    refused: [
      ...misused(new Date(), 5),
      ...invalid(
        '2023-02-29',
        '2024-02-30',
        '2024-13-01',
        '2024-00-10',
        '2024-1-1',
        '0000-01-01',
        '10000-01-01',
      ),
      ...invalid('2024-02-29T00:00:00Z', '20240229', ''),
    ],
    ordered: days,
  },
  {
    name: 'bytes',
    column: () => bytes(),
    kept: [
      ...same([new Uint8Array(), all256]),
      [all256.subarray(10, 20), all256.slice(10, 20)],
      [Buffer.from('buffer'), Uint8Array.from(Buffer.from('buffer'))],
    ],
    refused: misused('a', [1, 2], new ArrayBuffer(2), Uint16Array.of(1), {}),
    ordered: [[], [0], [0, 0], [0, 255], [1], [127], [128], [255], [255, 0]].map((part) =>
      Uint8Array.from(part),
    ),
  },
  {
    name: 'uuid',
    column: () => uuid() as never,
    kept: [
      ...same(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']),
      ['0191E7A2-1C3B-7ABC-9DEF-0123456789AB', '0191e7a2-1c3b-7abc-9def-0123456789ab'],
    ],
    refused: [
      ...misused(5, true),
      ...invalid('', 'x', '0191e7a21c3b7abc9def0123456789ab', '{0191e7a2-1c3b-7abc-9def-0123456789ab}'),
      ...invalid('0191e7a2-1c3b-7abc-9def-0123456789ag', ' 0191e7a2-1c3b-7abc-9def-0123456789a'),
    ],
    ordered: ['0', '1', '9', 'a', 'f'].map((digit) => `${digit.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`),
  },
]

export type Typed = Table<
  { readonly id: Column<number, 'key'>; readonly v: Column<unknown, 'optional'> },
  'id'
>

/** A table with one nullable column of this type. */
export const typed = (name: string, { column }: Pick<ColumnCase, 'column'>): Typed =>
  defineTable(name, { id: integer().primaryKey(), v: column().nullable() }) as never
