import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFilter } from '../../src/door/filter.ts'
import { checkOrder } from '../../src/door/order.ts'
import { decodePageCursor, encodePageCursor, type PageSelection } from '../../src/door/page-cursor.ts'
import { people, schemaOf, seats } from './record-tables.ts'

const schema = schemaOf(people)
const orderBy = ['big', 'balance', 'seenAt', ['hash', 'desc'], 'active', 'email']
const selection: PageSelection = {
  schema,
  tenant: undefined,
  where: checkFilter(schema, { credits: { gte: 1 }, seenAt: new Date(5), big: 7n }, 'test'),
  order: checkOrder(schema, orderBy, 'test'),
  visibility: 'active',
  secret: undefined,
}
const values = [2n ** 60n, '-1.50', new Date(7), new Uint8Array([0, 255]), null, 'ä😀', 'id']
const signed = { ...selection, secret: 'sixteen characters' }
const decode = (cursor: unknown, of = selection): unknown => decodePageCursor(cursor, of, 'test')
const invalid = expect.objectContaining({ code: 'invalid-value' })

test('decodePageCursor() gives back the values of encodePageCursor(), which is safe in a URL', () => {
  for (const of of [selection, signed]) {
    const cursor = encodePageCursor(values, of)
    expect(decode(cursor, of)).toEqual(values)
    expect(encodeURIComponent(cursor)).toBe(cursor)
  }
})

test('decodePageCursor() throws invalid-value for a cursor of another table, tenant, filter, order or visibility', () => {
  const cursor = encodePageCursor(values, selection)
  const others: readonly Partial<PageSelection>[] = [
    { tenant: 't' },
    { where: checkFilter(schema, { credits: { gte: 2 } }, 'test') },
    { where: checkFilter(schema, { credits: { gte: 1 }, seenAt: new Date(6), big: 7n }, 'test') },
    { where: checkFilter(schema, { credits: { gte: 1 }, seenAt: new Date(5), big: 8n }, 'test') },
    { where: checkFilter(schema, { not: { credits: { gte: 1 } } }, 'test') },
    { order: checkOrder(schema, ['big'], 'test') },
    { order: checkOrder(schema, [['big', 'asc', 'nulls last'], ...orderBy.slice(1)], 'test') },
    { visibility: 'all' },
    { schema: { ...schema, name: 'others' } },
    { secret: signed.secret },
  ]
  for (const other of others) expect(() => decode(cursor, { ...selection, ...other })).toThrow(invalid)
})

test('decodePageCursor() throws invalid-value for every change of a cursor, and TypeError for no text', () => {
  for (const of of [selection, signed]) {
    const cursor = encodePageCursor(values, of)
    // Without a secret the values behind the fingerprint can be changed: what they reach is the query itself.
    const end = of === signed ? cursor.length : 13
    for (let at = 0; at < end; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A'
      const changed = cursor.slice(0, at) + other + cursor.slice(at + 1)
      expect(() => decode(changed, of)).toThrow(invalid)
    }
    for (const wrong of [
      '',
      '1',
      'A',
      `${cursor}A`,
      `${cursor}=`,
      ` ${cursor}`,
      cursor.slice(1),
      cursor.slice(0, -1),
      '%00',
      'A'.repeat(100_000),
    ])
      expect(() => decode(wrong, of)).toThrow(invalid)
    for (const wrong of [undefined, null, 7, {}, [cursor]]) expect(() => decode(wrong, of)).toThrow(TypeError)
  }
  expect(() =>
    decode(encodePageCursor(values, signed), { ...selection, secret: 'another secret text' }),
  ).toThrow(invalid)
})

const forge = (body: unknown): string =>
  encodePageCursor([], selection).slice(0, 13) + Buffer.from(JSON.stringify(body)).toString('base64url')

test('decodePageCursor() never lets made-up values through that the columns could not hold', () => {
  const good = ['5', '1.00', 7, 'AA==', true, 'a', 'b']
  expect(decode(forge(good))).toEqual([5n, '1.00', new Date(7), new Uint8Array([0]), true, 'a', 'b'])
  for (const [index, wrong] of [
    [0, 'x'],
    [0, 5],
    [0, String(2n ** 64n)],
    [0, ''],
    [0, '05'],
    [1, '1'],
    [1, 'NaN'],
    [2, 'x'],
    [2, 1e20],
    [2, null, 'x'],
    [3, 'AA'],
    [3, 7],
    [4, 1],
    [5, null],
    [5, 'a\u0000'],
    [5, { $gt: '' }],
    [6, null],
  ] as const) {
    if (index === 2 && wrong === null) continue
    expect(() => decode(forge(good.with(index, wrong as never)))).toThrow(invalid)
  }
  for (const body of [null, {}, [], good.slice(1), [...good, 1], 'x'])
    expect(() => decode(forge(body))).toThrow(invalid)
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(() => decode(forge(body))).toThrow(invalid)
    }),
  )
})

test('checkOrder() makes every order total by the rest of the key, in the direction of the last column', () => {
  const order = (orderBy: unknown): string =>
    checkOrder(schemaOf(seats), orderBy, 'test')
      .map(({ column, direction, nulls }) => `${column.property} ${direction} ${nulls}`)
      .join(', ')
  expect(order(undefined)).toBe('tenant asc first, row asc first, seat asc first')
  expect(order([['person', 'desc'], 'row'])).toBe(
    'person desc last, row asc first, tenant asc first, seat asc first',
  )
  expect(order([['person', 'desc', 'nulls first']])).toBe(
    'person desc first, tenant desc last, row desc last, seat desc last',
  )
})

test('checkOrder() throws TypeError for what is no order', () => {
  for (const orderBy of [
    null,
    'id',
    {},
    ['nothing'],
    ['profile'],
    ['id', 'id'],
    [['id', 'up']],
    [['id', 'asc', 'last']],
    [['id', 'asc', 'nulls last', 1]],
    [null],
    [[]],
    Array.from({ length: 1 }),
    [{ id: 'asc' }],
    ['toString'],
  ])
    expect(() => checkOrder(schema, orderBy, 'test')).toThrow(TypeError)
  expect(() => checkOrder(schema, Object.assign([], { length: 2 }), 'test')).toThrow(TypeError)
})
