import { describe, expect, test } from 'vitest'
import type { ColumnSchema } from '../../src/contracts/table.ts'
import { checkColumnValue } from '../../src/door/column-value.ts'

const column = (kind: ColumnSchema['kind'], more: Partial<ColumnSchema> = {}): ColumnSchema => ({
  property: 'it',
  name: 'it',
  kind,
  isNullable: false,
  ...more,
})
const check = (kind: ColumnSchema['kind'], value: unknown, more?: Partial<ColumnSchema>): unknown =>
  checkColumnValue(column(kind, more), value, 'test')
const withCode = (code: string): unknown => expect.objectContaining({ code })
const id = '0190b3a0-1111-7222-8333-444455556666'

test.each([
  ['text', '😀\u0001', '😀\u0001'],
  ['text', '', ''],
  ['integer', -(2 ** 53) + 1, -(2 ** 53) + 1],
  ['integer', -0, 0],
  ['bigint', -(2n ** 63n), -(2n ** 63n)],
  ['real', 5e-324, 5e-324],
  ['boolean', false, false],
  ['date', '0001-01-01', '0001-01-01'],
  ['date', '2024-02-29', '2024-02-29'],
  ['json', { b: [1, null], __proto__: null }, '{"b":[1,null]}'],
  ['uuid', id.toUpperCase(), id],
] as const)('checkColumnValue() takes what a column of %s holds (%s)', (kind, value, expected) => {
  expect(check(kind, value)).toBe(expected)
})

test('checkColumnValue() takes decimals and listed values in their one form', () => {
  const sized = { precision: 6, scale: 2 }
  for (const [given, expected] of [
    ['1', '1.00'],
    ['-0', '0.00'],
    ['-0012.5', '-12.50'],
    ['9999.990', '9999.99'],
    ['0.00', '0.00'],
  ])
    expect(check('decimal', given, sized)).toBe(expected)
  expect(check('decimal', '-7', { precision: 1, scale: 0 })).toBe('-7')
  expect(check('enum', 'a', { values: ['a', 'b'] })).toBe('a')
})

test('checkColumnValue() copies what can be changed', () => {
  const [date, bytes] = [new Date(5), Buffer.from([1])]
  const [keptDate, keptBytes] = [check('timestamp', date), check('bytes', bytes)]
  date.setTime(9)
  bytes[0] = 9
  expect([keptDate, keptBytes]).toEqual([new Date(5), new Uint8Array([1])])
})

describe('checkColumnValue() refuses', () => {
  test.each([
    ['text', 'a\ud800'],
    ['text', 'a\u0000'],
    ['enum', 'c'],
    ['enum', 7],
    ['integer', 0.5],
    ['integer', Number.NaN],
    ['integer', Infinity],
    ['real', Number.NaN],
    ['real', -Infinity],
    ['real', -0],
    ['decimal', '1e3'],
    ['decimal', ''],
    ['decimal', '.5'],
    ['decimal', '5.'],
    ['decimal', '+5'],
    ['decimal', ' 5'],
    ['decimal', '5\n'],
    ['decimal', '٣'],
    ['decimal', '1.005'],
    ['decimal', `0.${'0'.repeat(200)}`],
    ['timestamp', new Date(Number.NaN)],
    ['timestamp', new Date(8.64e15)],
    ['timestamp', new Date('0000-06-01')],
    ['date', '2023-02-29'],
    ['date', '2024-02-30'],
    ['date', '2024-13-01'],
    ['date', '0000-01-01'],
    ['date', '2024-1-1'],
    ['date', '2024-01-01T00:00:00Z'],
    ['date', '2024-01-01\n'],
    ['date', '+02024-01-01'],
    ['json', { a: undefined }],
    ['json', [Number.NaN]],
    ['json', new Date()],
    ['json', 'a\ud800'],
    ['uuid', 'x'],
    ['uuid', `${id}\n`],
    ['uuid', `{${id}}`],
    ['uuid', id.replaceAll('-', '')],
  ] as const)('in a column of %s what it would change: %j', (kind, value) => {
    const more = kind === 'decimal' ? { precision: 6, scale: 2 } : { values: ['a', 'b'] }
    expect(() => check(kind, value, more)).toThrow(withCode('invalid-value'))
  })

  test.each([
    ['integer', 2 ** 53],
    ['bigint', 2n ** 63n],
    ['bigint', -(2n ** 63n) - 1n],
    ['decimal', '10000'],
    ['decimal', '-10000.00'],
  ] as const)('in a column of %s what is beyond its range', (kind, value) => {
    expect(() => check(kind, value, { precision: 6, scale: 2 })).toThrow(withCode('out-of-range'))
  })

  test.each([
    ['text', 7],
    ['text', new String('a')],
    ['integer', '7'],
    ['integer', 7n],
    ['bigint', 7],
    ['real', '7'],
    ['decimal', 7],
    ['boolean', 0],
    ['timestamp', '2024-01-01'],
    ['timestamp', 0],
    ['timestamp', Object.create(Date.prototype)],
    ['date', new Date()],
    ['bytes', [1]],
    ['bytes', 'a'],
    ['bytes', new ArrayBuffer(1)],
    ['bytes', Object.create(Uint8Array.prototype)],
    ['uuid', 7],
    ['text', undefined],
  ] as const)('in a column of %s another type', (kind, value) => {
    expect(() => check(kind, value)).toThrow(TypeError)
  })

  test('null where there must be a value, and says which column', () => {
    expect(check('text', null, { isNullable: true })).toBeNull()
    expect(() => check('text', null)).toThrow(expect.objectContaining({ code: 'not-null', columns: ['it'] }))
  })

  test('more than 16 MiB', () => {
    const most = 16 * 1024 * 1024
    expect(check('text', 'x'.repeat(most))).toHaveLength(most)
    for (const [kind, value] of [
      ['text', 'é'.repeat(most / 2 + 1)],
      ['json', 'x'.repeat(most)],
      ['bytes', new Uint8Array(most + 1)],
    ] as const)
      expect(() => check(kind, value)).toThrow(withCode('too-large'))
  })

  test('without quoting the value', () => {
    for (const [kind, value] of [
      ['decimal', 'secret'],
      ['enum', 'secret'],
      ['uuid', 'secret'],
      ['date', 'secret'],
      ['text', 'secret\ud800'],
      ['json', { secret: 'secret', x: Number.NaN }],
      ['integer', 'secret'],
    ] as const)
      expect(() => check(kind, value, { values: ['a'] })).toThrow(/^Cannot test: (?!.*secret)/s)
  })
})
