import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { checkFilter, checkNarrowFilter } from '../../src/door/filter.ts'
import { people, schemaOf } from './record-tables.ts'

const schema = schemaOf(people)
const check = (filter: unknown): unknown => checkFilter(schema, filter, 'test')
const column = (property: string): unknown => schema.columns.find((column) => column.property === property)
const withCode = (code: string): unknown => expect.objectContaining({ code })

test('checkFilter() brings every form into predicates, with values as they are kept', () => {
  const [email, balance] = [column('email'), column('balance')]
  const a = { op: 'compare', column: email, test: 'eq', value: 'a' }
  expect(check({ email: 'a' })).toEqual(a)
  expect(check({ email: { ne: 'a' } })).toEqual({ op: 'not', of: a })
  expect(check({ not: { email: 'a' } })).toEqual({ op: 'not', of: a })
  expect(check({ or: [] })).toEqual({ op: 'or', of: [] })
  expect(check({})).toEqual({ op: 'and', of: [] })
  expect(check({ balance: { gt: '1', lte: '02.5' } })).toEqual({
    op: 'and',
    of: [
      { op: 'compare', column: balance, test: 'gt', value: '1.00' },
      { op: 'compare', column: balance, test: 'lte', value: '2.50' },
    ],
  })
  expect(check({ balance: { notIn: ['1', null] } })).toEqual({
    op: 'not',
    of: {
      op: 'or',
      of: [
        { op: 'in', column: balance, values: ['1.00'] },
        { op: 'null', column: balance },
      ],
    },
  })
  expect(check({ email: { startsWith: '%' } })).toEqual({ op: 'prefix', column: email, prefix: '%' })
  expect(check({ profile: { path: ['a', 0], eq: -0 } })).toEqual({
    op: 'path',
    column: column('profile'),
    path: ['a', 0],
    test: 'eq',
    value: 0,
  })
})

const profile = (condition: unknown): unknown => ({ profile: condition })
const sparse: unknown[] = []
sparse.length = 2

const wrong: readonly unknown[] = [
  null,
  undefined,
  'email',
  [],
  new Map([['email', 'a']]),
  { nothing: 1 },
  { toString: 'a' },
  JSON.parse('{"__proto__":1}'),
  { email: undefined },
  { email: {} },
  { email: { like: 'a' } },
  { email: { eq: undefined } },
  { email: { gt: null } },
  { email: ['a'] },
  { email: 7 },
  { email: { in: 'a' } },
  { email: { in: sparse } },
  { email: { isNull: 1 } },
  { email: { startsWith: 7 } },
  { credits: { startsWith: 'a' } },
  { credits: '1' },
  { credits: { increment: 1 } },
  { and: { email: 'a' } },
  { or: undefined },
  { or: [null] },
  { and: sparse },
  { not: [] },
  profile('a'),
  profile(null),
  profile({ eq: 1 }),
  profile({ path: [] }),
  profile({ path: ['a'] }),
  profile({ path: 'a', eq: 1 }),
  profile({ path: sparse, eq: 1 }),
  profile({ path: [-1], eq: 1 }),
  profile({ path: [0.5], eq: 1 }),
  profile({ path: [2 ** 31], eq: 1 }),
  profile({ path: [null], eq: 1 }),
  profile({ path: Array.from({ length: 33 }, () => 'a'), eq: 1 }),
  profile({ path: ['a'], like: 1 }),
  profile({ path: ['a'], eq: {} }),
  profile({ path: ['a'], eq: 1n }),
  profile({ path: ['a'], eq: undefined }),
  profile({ path: ['a'], gt: true }),
  profile({ path: ['a'], gt: null }),
  profile({ path: ['a'], in: 1 }),
  profile({ path: ['a'], in: sparse }),
  profile({ path: ['a'], exists: 1 }),
  profile({ isNull: true, eq: 1 }),
]

test.each(wrong.map((filter) => [inspect(filter), filter]))(
  'checkFilter() throws TypeError for %s',
  (_, filter) => {
    expect(() => check(filter)).toThrow(TypeError)
  },
)

test('checkFilter() throws the code of a value that its column does not hold', () => {
  expect(() => check({ email: 'a\u0000' })).toThrow(withCode('invalid-value'))
  expect(() => check({ email: { startsWith: '\ud800' } })).toThrow(withCode('invalid-value'))
  expect(() => check({ credits: { in: [2 ** 53] } })).toThrow(withCode('out-of-range'))
  expect(() => check(profile({ path: ['\u0000'], eq: 1 }))).toThrow(withCode('invalid-value'))
  expect(() => check(profile({ path: ['a'], eq: Number.NaN }))).toThrow(withCode('invalid-value'))
  expect(() => check({ email: { eq: 'secret\ud800' } })).toThrow(/^(?!.*secret)/s)
})

test('checkFilter() throws RangeError for one that is nested too deep, in a circle too', () => {
  const nested = (depth: number): object => (depth === 0 ? { email: 'a' } : { not: nested(depth - 1) })
  expect(() => check(nested(32))).not.toThrow()
  expect(() => check(nested(33))).toThrow(RangeError)
  const circle: { and?: unknown[] } = {}
  circle.and = [circle]
  expect(() => check(circle)).toThrow(RangeError)
})

test('checkFilter() takes a column that is called like something inherited', () => {
  expect(check({ constructor: 1 })).toMatchObject({ op: 'compare', value: 1 })
})

test('checkNarrowFilter() throws TypeError for what would match every row without saying so', () => {
  for (const filter of [
    {},
    { and: [] },
    { and: [{}, { and: [] }] },
    { or: [{}] },
    Object.create({ email: 'a' }),
  ])
    expect(() => checkNarrowFilter(schema, filter, 'test')).toThrow(TypeError)
  for (const filter of [{ not: { or: [] } }, { email: 'a' }, { or: [] }])
    expect(() => checkNarrowFilter(schema, filter, 'test')).not.toThrow()
})
