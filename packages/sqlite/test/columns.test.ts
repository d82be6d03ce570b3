import type { Bound, Column, Connection, DriverCell } from '@holdfast/core'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { columnType } from '../src/columns.ts'
import { connect, openDriver, rows, run, thrownBy } from './scratch.ts'

type Kind = Pick<Column, 'kind' | 'precision' | 'scale'>

const bytes = Uint8Array.of(0, 255)
const uuid = '0190f1de-7a2b-7c3d-8e4f-5a6b7c8d9e0f'

const titled = <V>(cases: readonly (readonly [Kind, V])[]): [string, Kind, V][] =>
  cases.map(([kind, value]) => [`${kind.kind} ${inspect(value)}`, kind, value])

const values: readonly [Kind, unknown][] = [
  [{ kind: 'text' }, 'a b'],
  [{ kind: 'integer' }, -9007199254740991],
  [{ kind: 'bigint' }, 5n],
  [{ kind: 'bigint' }, -(2n ** 63n)],
  [{ kind: 'real' }, 2],
  [{ kind: 'real' }, 1.5e300],
  [{ kind: 'decimal', precision: 18, scale: 4 }, '-99999999999999.9999'],
  [{ kind: 'decimal', precision: 5, scale: 2 }, '0.05'],
  [{ kind: 'decimal', precision: 5, scale: 2 }, '-0.05'],
  [{ kind: 'decimal', precision: 3, scale: 0 }, '120'],
  [{ kind: 'boolean' }, true],
  [{ kind: 'boolean' }, false],
  [{ kind: 'timestamp' }, new Date('0001-01-01T00:00:00.001Z')],
  [{ kind: 'timestamp' }, new Date('9999-12-31T23:59:59.999Z')],
  [{ kind: 'date' }, '2024-02-29'],
  [{ kind: 'json' }, { a: [1, null, 'é'], b: true }],
  [{ kind: 'json' }, 'text'],
  [{ kind: 'bytes' }, bytes],
  [{ kind: 'bytes' }, new Uint8Array(0)],
  [{ kind: 'uuid' }, uuid],
]

type Decode = (cell: DriverCell) => unknown

/** The first column, decoded. */
const column = async (connection: Connection, text: string, decode: Decode): Promise<unknown[]> =>
  (await rows(connection, text)).flatMap((row) => row.slice(0, 1).map(decode))

const only = async (connection: Connection, text: string, decode: Decode): Promise<unknown> => {
  const cells = await column(connection, text, decode)
  expect(cells).toHaveLength(1)
  return cells[0]
}

describe('columnType()', () => {
  test.each(titled(values))('%s comes back as it went in', async (_, kind, value) => {
    const { ddl, encode, decode } = columnType(kind)
    const connection = await connect(await openDriver(':memory:'))
    await run(connection, `create table t (a ${ddl}) strict`)
    await run(connection, 'insert into t values (?1)', encode(value))
    expect(await only(connection, 'select a from t', decode)).toEqual(value)
  })

  test.each(
    titled<DriverCell>([
      [{ kind: 'text' }, 1],
      [{ kind: 'integer' }, 1.5],
      [{ kind: 'integer' }, 2n ** 60n],
      [{ kind: 'integer' }, '1'],
      [{ kind: 'bigint' }, 1.5],
      [{ kind: 'real' }, '1.5'],
      [{ kind: 'real' }, Number.POSITIVE_INFINITY],
      [{ kind: 'real' }, 2n ** 60n + 1n],
      [{ kind: 'decimal', precision: 3, scale: 1 }, 1000],
      [{ kind: 'decimal', precision: 3, scale: 1 }, 1.5],
      [{ kind: 'boolean' }, 2],
      [{ kind: 'boolean' }, 'true'],
      [{ kind: 'timestamp' }, '2024-02-30T00:00:00Z'],
      [{ kind: 'timestamp' }, '2024-01-01 00:00:00'],
      [{ kind: 'timestamp' }, '2024-01-01T00:00:00+01:00'],
      [{ kind: 'timestamp' }, 9e15],
      [{ kind: 'timestamp' }, 1.5],
      [{ kind: 'date' }, '2023-02-29'],
      [{ kind: 'date' }, '2023-2-9'],
      [{ kind: 'json' }, '{'],
      [{ kind: 'json' }, 1],
      [{ kind: 'bytes' }, 'text'],
      [{ kind: 'uuid' }, 'not-a-uuid'],
      [{ kind: 'uuid' }, 5],
    ]),
  )('does not read %s', (_, kind, cell) => {
    expect(columnType(kind).decode(cell)).toBeUndefined()
  })

  test.each<[string, Kind, DriverCell, unknown]>([
    [
      'a timestamp from ISO text',
      { kind: 'timestamp' },
      '2024-02-29T01:02:03Z',
      new Date('2024-02-29T01:02:03Z'),
    ],
    [
      'a timestamp from ISO text with microseconds',
      { kind: 'timestamp' },
      '2024-02-29T01:02:03.123456Z',
      new Date('2024-02-29T01:02:03.123Z'),
    ],
    ['a real from a wide integer', { kind: 'real' }, 2n ** 60n, 2 ** 60],
    ['a uuid in capitals', { kind: 'uuid' }, uuid.toUpperCase(), uuid],
    [
      'a decimal from a wide integer',
      { kind: 'decimal', precision: 18, scale: 2 },
      123456789012345678n,
      '1234567890123456.78',
    ],
  ])('reads %s', (_, kind, cell, value) => {
    expect(columnType(kind).decode(cell)).toEqual(value)
  })

  test('json keeps __proto__ as data', () => {
    const { encode, decode } = columnType({ kind: 'json' })
    const value: unknown = JSON.parse('{"__proto__": {"a": 1}}')
    const back = decode('{"__proto__": {"a": 1}}') as object
    expect(encode(value)).toBe('{"__proto__":{"a":1}}')
    expect(Object.keys(back)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  })

  test('decimals order and sum exactly', async () => {
    const { ddl, encode, decode } = columnType({ kind: 'decimal', precision: 10, scale: 2 })
    const connection = await connect(await openDriver(':memory:'))
    await run(connection, `create table t (a ${ddl}) strict`)
    for (const text of ['10', '9.10', '0.1', '0.20', '-3.00'])
      await run(connection, 'insert into t values (?1)', encode(text))
    const read = await column(connection, 'select a from t order by a', decode)
    expect(read).toEqual(['-3.00', '0.10', '0.20', '9.10', '10.00'])
    expect(await only(connection, 'select sum(a) from t', decode)).toBe('16.40')
  })

  test.each([
    ['1.234', 'invalid-value'],
    ['1000.00', 'out-of-range'],
    ['1e5', 'invalid-value'],
    ['', 'invalid-value'],
  ])('a decimal(5, 2) refuses %j as %s', async (text, code) => {
    const { encode } = columnType({ kind: 'decimal', precision: 5, scale: 2 })
    expect(await thrownBy((): Bound => encode(text))).toMatchObject({ code })
  })

  test('a decimal of more than 18 digits is unsupported', async () => {
    expect(await thrownBy(() => columnType({ kind: 'decimal', precision: 19, scale: 2 }))).toMatchObject({
      code: 'unsupported',
    })
  })

  test('the bare engine turns a decimal column into a double and compares numbers in text wrongly', async () => {
    const connection = await connect(await openDriver(':memory:'))
    await run(connection, 'create table t (a decimal(10, 2), b text)')
    await run(connection, "insert into t values ('1.10', '10')")
    expect(await rows(connection, "select typeof(a), a, b < '9' from t")).toEqual([['real', 1.1, 1]])
  })
})
