import { expect, test } from 'vitest'
import type { ColumnsOf, Database, Filter } from '../../src/index.ts'

import { everything, withTables } from './tables.ts'

const id = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`

async function filled(): Promise<Database> {
  const db = await withTables()
  await db.records(everything).insertMany([
    {
      id: id(1),
      text: 'a%b',
      decimal: '9',
      integer: 1,
      json: { city: 'Bern', n: 1, list: [1, 'x'], no: null },
      bytes: new Uint8Array([1]),
    },
    {
      id: id(2),
      text: 'axb',
      decimal: '10',
      integer: 2,
      json: { city: 'bern', n: '1', list: {} },
      timestamp: new Date(5),
    },
    {
      id: id(3),
      text: 'A',
      decimal: '-1.5',
      integer: 3,
      json: [true, { '0': 'zero' }],
      boolean: true,
      enum: 'a',
    },
    { id: id(4), text: '', bigint: 9n, real: 0.1, date: '2024-02-29', json: 'text', enum: 'b' },
    { id: id(5) },
  ])
  return db
}

type Where = Filter<ColumnsOf<typeof everything>>
const cases: readonly (readonly [string, Where, string])[] = [
  ['nothing', {}, '12345'],
  ['equality', { integer: 1 }, '1'],
  ['null', { integer: null }, '45'],
  ['eq null', { integer: { eq: null } }, '45'],
  ['ne matches what eq does not, null too', { integer: { ne: 1 } }, '2345'],
  ['ne null', { integer: { ne: null } }, '123'],
  ['gt', { integer: { gt: 1 } }, '23'],
  ['gte and lt', { integer: { gte: 1, lt: 3 } }, '12'],
  ['lte', { integer: { lte: 2 } }, '12'],
  ['in', { integer: { in: [1, 3, 9] } }, '13'],
  ['in with null', { integer: { in: [1, null] } }, '145'],
  ['in nothing', { integer: { in: [] } }, ''],
  ['notIn', { integer: { notIn: [1, 3] } }, '245'],
  ['notIn with null', { integer: { notIn: [1, null] } }, '23'],
  ['notIn nothing', { integer: { notIn: [] } }, '12345'],
  ['isNull', { text: { isNull: true } }, '5'],
  ['not isNull', { text: { isNull: false } }, '1234'],
  ['not of a comparison with null', { not: { integer: { gt: 1 } } }, '145'],
  ['not not', { not: { not: { integer: { gt: 1 } } } }, '23'],
  ['or', { or: [{ integer: 1 }, { text: '' }] }, '14'],
  ['or of nothing', { or: [] }, ''],
  ['and of nothing', { and: [] }, '12345'],
  ['and beside a column', { integer: { gt: 1 }, and: [{ text: 'A' }] }, '3'],
  ['startsWith takes % as it is', { text: { startsWith: 'a%' } }, '1'],
  ['startsWith tells case apart', { text: { startsWith: 'a' } }, '12'],
  ['startsWith nothing is any text', { text: { startsWith: '' } }, '1234'],
  ['startsWith of an enum', { enum: { startsWith: 'a' } }, '3'],
  ['text as bytes', { text: { lt: 'a' } }, '34'],
  ['enum as text', { enum: { gt: 'a' } }, '4'],
  ['decimals as numbers', { decimal: { gt: '9.0' } }, '2'],
  ['a decimal in another form', { decimal: '009.00' }, '1'],
  ['bytes', { bytes: new Uint8Array([1]) }, '1'],
  ['bytes that are more', { bytes: { gt: new Uint8Array([]) } }, '1'],
  ['timestamp', { timestamp: { lte: new Date(5) } }, '2'],
  ['boolean', { boolean: { gt: false } }, '3'],
  ['bigint', { bigint: { gte: 9n } }, '4'],
  ['real', { real: 0.1 }, '4'],
  ['date', { date: { lt: '2024-03-01' } }, '4'],
  ['uuid in upper case', { id: id(1).toUpperCase() }, '1'],
  ['JSON is null', { json: { isNull: true } }, '5'],
  ['path eq', { json: { path: ['city'], eq: 'Bern' } }, '1'],
  ['path ne matches what is missing too', { json: { path: ['city'], ne: 'Bern' } }, '2345'],
  ['path of another JSON type', { json: { path: ['n'], eq: 1 } }, '1'],
  ['path lt of text', { json: { path: ['n'], lt: '2' } }, '2'],
  ['path gte of a number', { json: { path: ['n'], gte: 1 } }, '1'],
  ['path null is a value', { json: { path: ['no'], eq: null } }, '1'],
  ['path exists', { json: { path: ['no'], exists: true } }, '1'],
  ['path exists not', { json: { path: ['city'], exists: false } }, '345'],
  ['path in', { json: { path: ['city'], in: ['Bern', 'bern', null] } }, '12'],
  ['path notIn', { json: { path: ['city'], notIn: ['Bern', 'bern'] } }, '345'],
  ['path index', { json: { path: ['list', 1], eq: 'x' } }, '1'],
  ['path index into the value itself', { json: { path: [0], eq: true } }, '3'],
  ['a number is no property', { json: { path: [1, 0], exists: true } }, ''],
  ['a text is a property', { json: { path: [1, '0'], eq: 'zero' } }, '3'],
  ['a text is no index', { json: { path: ['0'], exists: true } }, ''],
  ['length is no property of an array', { json: { path: ['length'], exists: true } }, ''],
  ['nothing is inherited', { json: { path: ['constructor'], exists: true } }, ''],
  ['nothing in a text', { json: { path: [0], eq: 't' } }, ''],
]

test.each(cases)('a filter matches: %s', async (_, where, expected) => {
  const records = (await filled()).records(everything)
  expect((await records.list({ where })).map((row) => row.id.at(-1)).join('')).toBe(expected)
  expect(await records.count(where)).toBe(expected.length)
  expect(await records.count({ not: where })).toBe(5 - expected.length)
  expect(await records.exists(where)).toBe(expected !== '')
})
