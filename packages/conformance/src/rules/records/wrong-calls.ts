import type { Records } from '@holdfast/core'
import { people, type People } from './shapes.ts'

type Row = Records<People>
type Works = Readonly<Record<string, (records: Row) => unknown>>

/** Misuse in an untyped program: each must be refused before anything is sent. */
const no = (value: unknown): never => value as never

/** No filters of the table `people`. */
export const wrongFilters: readonly unknown[] = [
  null,
  'id = 1',
  5,
  [],
  [{ id: 'a' }],
  new Date(),
  { nothing: 1 },
  { ID: 'a' },
  { id: undefined },
  { __proto__: null, nothing: 1 },
  JSON.parse('{"__proto__": {"id": "a"}}'),
  { constructor: 'a' },
  { age: {} },
  { age: { equals: 1 } },
  { age: { $gt: 1 } },
  { age: { gt: null } },
  { age: { gt: undefined } },
  { age: { isNull: 1 } },
  { age: { in: 1 } },
  { age: { in: 'abc' } },
  { age: { in: [undefined] } },
  { age: { between: [1, 2] } },
  { and: { age: 1 } },
  { or: [null] },
  { or: ['a'] },
  { not: [] },
  { not: { nothing: 1 } },
  { and: [{ or: [{ not: { nothing: 1 } }] }] },
  { age: { path: ['a'], eq: 1 } },
]

/** Calls that can never be right, by what is wrong with them. */
export const wrongCalls: Works = {
  'select of nothing': (records) => records.list({ select: [] }),
  'select of an unknown column': (records) => records.list({ select: no(['id', 'nothing']) }),
  'select of no array': (records) => records.get('a', { select: no('id') }),
  'orderBy an unknown column': (records) => records.list({ orderBy: no(['nothing']) }),
  'orderBy no array': (records) => records.list({ orderBy: no('id') }),
  'orderBy twice': (records) => records.page({ orderBy: ['age', ['age', 'desc']] }),
  'orderBy a wrong direction': (records) => records.page({ orderBy: no([['age', 'up']]) }),
  'orderBy wrong nulls': (records) => records.find({}, { orderBy: no([['age', 'asc', 'last']]) }),
  'orderBy SQL': (records) => records.list({ orderBy: no(['id; drop table x']) }),
  'with of no object': (records) => records.list({ with: no([]) }),
  'with of a foreign column': (records) => records.list({ with: { x: no(people('other').id) } }),
  'with of a text': (records) => records.get('a', { with: no({ x: 'posts' }) }),
  'limit 0': (records) => records.list({ limit: 0 }),
  'limit -1': (records) => records.page({ limit: -1 }),
  'limit 1.5': (records) => records.list({ limit: 1.5 }),
  'limit above 10 000': (records) => records.list({ limit: 10_001 }),
  'limit of a page above 10 000': (records) => records.page({ limit: 10_001 }),
  'limit NaN': (records) => records.list({ limit: Number.NaN }),
  'limit of a text': (records) => records.list({ limit: no('5') }),
  'page 0': (records) => records.offsetPage({ page: 0 }),
  'page 1.5': (records) => records.offsetPage({ page: 1.5 }),
  'size 0': (records) => records.offsetPage({ size: 0 }),
  'size above 10 000': (records) => records.offsetPage({ size: 10_001 }),
  'total yes': (records) => records.offsetPage({ total: no(true) }),
  'after and before': (records) => records.page({ after: 'a', before: 'b' }),
  'after of a number': (records) => records.page({ after: no(5) }),
  'forUpdate outside a transaction': (records) => records.get('a', { forUpdate: true }),
  'forUpdate of a list outside a transaction': (records) => records.list({ forUpdate: true }),
  'update of nothing': (records) => records.update('a', {}),
  'update of an unknown column': (records) => records.update('a', no({ nothing: 1 })),
  'update of undefined': (records) => records.update('a', { age: no(undefined) }),
  'update of no object': (records) => records.update('a', no('age')),
  'updateWhere without a filter': (records) => records.updateWhere({}, { age: 1 }),
  'updateWhere of nothing': (records) => records.updateWhere({ id: 'a' }, {}),
  'deleteWhere without a filter': (records) => records.deleteWhere({}),
  'insert of an unknown column': (records) => records.insert(no({ id: 'b', email: 'b', nothing: 1 })),
  'insert of no object': (records) => records.insert(no(null)),
  'insert of an array': (records) => records.insert(no([{ id: 'b', email: 'b' }])),
  'insertMany of no rows': (records) => records.insertMany(no(5)),
  'insertMany of one row': (records) => records.insertMany(no({ id: 'b', email: 'b' })),
  'upsert on no key': (records) => records.upsert({ id: 'b', email: 'b' }, { on: ['age'] }),
  'upsert on nothing': (records) => records.upsert({ id: 'b', email: 'b' }, { on: [] }),
  'upsert on an unknown column': (records) =>
    records.upsert({ id: 'b', email: 'b' }, { on: no(['nothing']) }),
  'upsert of an unknown update': (records) =>
    records.upsert({ id: 'b', email: 'b' }, { update: no(['nothing']) }),
  'aggregate of nothing': (records) => records.aggregate({ select: {} }),
  'aggregate of no select': (records) => records.aggregate(no({})),
  'aggregate of an unknown number': (records) => records.aggregate({ select: no({ x: { median: 'age' } }) }),
  'aggregate of two numbers': (records) =>
    records.aggregate({ select: no({ x: { sum: 'age', avg: 'age' } }) }),
  'sum of a text': (records) => records.aggregate({ select: no({ x: { sum: 'email' } }) }),
  'sum of an unknown column': (records) => records.aggregate({ select: no({ x: { sum: 'nothing' } }) }),
  'group by nothing': (records) => records.group({ by: [], select: { n: { count: true } } }),
  'group by an unknown column': (records) =>
    records.group({ by: no(['nothing']), select: { n: { count: true } } }),
  'group ordered by a column that is not in it': (records) =>
    records.group({ by: ['city'], select: { n: { count: true } }, orderBy: no(['age']) }),
}
