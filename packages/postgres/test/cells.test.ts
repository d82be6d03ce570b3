import type { DriverCell } from '@holdfast/core'
import { expect, test } from 'vitest'
import { freshDatabase, of, run, driverOn, testConnection, testDriver } from './drivers.ts'

const cells: readonly (readonly [string, DriverCell])[] = [
  ['1::int2', 1],
  ['(-2147483648)::int4', -2_147_483_648],
  ['9007199254740991::int8', 9_007_199_254_740_991],
  ['9007199254740992::int8', 9_007_199_254_740_992n],
  ['(-9223372036854775808)::int8', -9_223_372_036_854_775_808n],
  ['count(*)', 1],
  ['sum(1::bigint)', '1'],
  ['avg(1)', '1.00000000000000000000'],
  ['7 / 2', 3],
  ["'1.10'::numeric", '1.10'],
  ["'NaN'::numeric", 'NaN'],
  ["'0.1'::float8", 0.1],
  ["'5e-324'::float8", 5e-324],
  ["'-0'::float8", -0],
  ["'NaN'::float8", Number.NaN],
  ["'-Infinity'::float8", Number.NEGATIVE_INFINITY],
  ["'1.5'::float4", 1.5],
  ['true', true],
  ['1 = 2', false],
  ['null::int', null],
  ["''", ''],
  ["'a\u00e9€😀'", 'a\u00e9€😀'],
  ['\'a\'::"char"', 'a'],
  ["date '2024-02-29'", '2024-02-29'],
  ["date '0044-03-15 BC'", '0044-03-15 BC'],
  ["time '04:05:06.789'", '04:05:06.789'],
  ["interval '1 day 2 hours'", '1 day 02:00:00'],
  ["timestamp '2024-01-02 03:04:05.678901'", new Date('2024-01-02T03:04:05.678Z')],
  ["timestamptz '2024-01-02 03:04:05.678901+05:45'", new Date('2024-01-01T21:19:05.678Z')],
  ["timestamptz '1969-12-31 23:59:59.9999Z'", new Date(-1)],
  ["timestamptz '0001-01-01 00:00:00Z'", new Date('0001-01-01T00:00:00Z')],
  ["timestamptz '0044-03-15 00:00:00Z BC'", new Date('-000043-03-15T00:00:00Z')],
  ["timestamptz '12024-01-01 00:00:00Z'", new Date('+012024-01-01T00:00:00Z')],
  ["'infinity'::timestamptz", 'infinity'],
  [String.raw`'\x00ff5c27'::bytea`, new Uint8Array([0, 255, 92, 39])],
  [`'{"b": 1, "a": [1, null]}'::json`, '{"b": 1, "a": [1, null]}'],
  [`'{"b":1,"a":[1,null]}'::jsonb`, '{"a": [1, null], "b": 1}'],
  ["'00000000-0000-4000-8000-00000000000A'::uuid", '00000000-0000-4000-8000-00000000000a'],
  ['array[1, null, 3]', [1, null, 3]],
  ['array[]::int[]', []],
  ["'[2:3]={7,8}'::int[]", [7, 8]],
  [
    'array[[1, 2], [3, 4]]::bigint[]',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [
    String.raw`array['a"b', 'c\d', null, 'NULL', '', 'x,y}', ' ']`,
    ['a"b', String.raw`c\d`, null, 'NULL', '', 'x,y}', ' '],
  ],
  ["array['\\x00ff'::bytea]", [new Uint8Array([0, 255])]],
  ["array[timestamptz '2024-01-01Z']", [new Date('2024-01-01T00:00:00Z')]],
  ['array[1.50]', ['1.50']],
  ["row(1, 'a')", '(1,a)'],
  ['int4range(1, 3)', '[1,3)'],
]

test.each(cells)('execute() reads %s', async (expression, expected) => {
  const connection = await testConnection()
  const { rows } = await connection.execute(of(`select ${expression}`))
  expect(rows).toEqual([[expected]])
})

const bound: readonly (readonly [
  string,
  Parameters<typeof of>[1] extends readonly (infer B)[] | undefined ? B : never,
  DriverCell,
])[] = [
  ['text', 'NULL', 'NULL'],
  ['text', '', ''],
  ['text', '\uffff😀', '\uffff😀'],
  ['int', 5, 5],
  ['float8', 5e-324, 5e-324],
  ['bigint', 9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
  ['boolean', true, true],
  ['boolean', false, false],
  ['timestamptz', new Date('2024-01-02T03:04:05.678Z'), new Date('2024-01-02T03:04:05.678Z')],
  ['timestamp', new Date('2024-01-02T03:04:05.678Z'), new Date('2024-01-02T03:04:05.678Z')],
  ['timestamptz', new Date('-000043-03-15T00:00:00.001Z'), new Date('-000043-03-15T00:00:00.001Z')],
  ['timestamptz', new Date('0000-01-01T00:00:00.001Z'), new Date('0000-01-01T00:00:00.001Z')],
  ['timestamptz', new Date('+012024-01-01T00:00:00.001Z'), new Date('+012024-01-01T00:00:00.001Z')],
  ['bytea', new Uint8Array([0, 92, 255]), new Uint8Array([0, 92, 255])],
  ['bytea', new Uint8Array([1, 2, 3, 4]).subarray(1, 3), new Uint8Array([2, 3])],
  ['bytea', new Uint8Array(0), new Uint8Array(0)],
  [
    'text[]',
    ['a"b', String.raw`c\d`, null, 'NULL', '', '{}', ','],
    ['a"b', String.raw`c\d`, null, 'NULL', '', '{}', ','],
  ],
  ['bigint[]', [1, 2n ** 62n, null], [1, 2n ** 62n, null]],
  ['text[]', [], []],
  ['int', null, null],
]

test.each(bound)('execute() binds a %s: %s', async (type, value, expected) => {
  const connection = await testConnection()
  expect((await connection.execute(of(`select $1::${type}`, [value]))).rows).toEqual([[expected]])
})

test('a value means the same whatever the role has set', async () => {
  const url = await freshDatabase()
  const admin = await driverOn({ url, max: 1 })
  const database = new URL(url).pathname.slice(1)
  for (const setting of [
    "datestyle = 'German, DMY'",
    "timezone = 'America/St_Johns'",
    "bytea_output = 'escape'",
    'extra_float_digits = 0',
    "client_encoding = 'LATIN1'",
  ]) {
    await run(admin, `alter database ${database} set ${setting}`)
  }
  const driver = await driverOn({ url, max: 1 })
  const { rows } = await run(
    driver,
    String.raw`select timestamptz '2024-01-02 03:04:05Z', date '2024-01-02', '\x00ff5c'::bytea, 0.1::float8 + 0.2::float8, '€'`,
  )
  expect(rows).toEqual([
    [new Date('2024-01-02T03:04:05Z'), '2024-01-02', new Uint8Array([0, 255, 92]), 0.1 + 0.2, '€'],
  ])
})

test('bytes come back right also from a session that writes them escaped', async () => {
  const connection = await testConnection()
  await connection.execute(of("set bytea_output = 'escape'"))
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect((await connection.execute(of('select $1::bytea', [bytes]))).rows).toEqual([[bytes]])
})

test('bytes are a copy: two rows share no memory with each other or the driver', async () => {
  const connection = await testConnection()
  const { rows } = await connection.execute(of("select '\\x01'::bytea union all select '\\x01'::bytea"))
  const [one, two] = rows.map(([cell]) => (cell as Uint8Array).buffer)
  expect(one).not.toBe(two)
  expect([one?.byteLength, two?.byteLength]).toEqual([1, 1])
})

test('pg keeps its own type parsers: nothing global is changed', async () => {
  const { types } = await import('pg')
  const parse = (): unknown => types.getTypeParser(types.builtins.INT8)('5')
  const before = parse()
  await testDriver()
  expect([before, parse()]).toEqual(['5', '5'])
})
