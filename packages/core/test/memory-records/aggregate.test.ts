import { expect, test } from 'vitest'
import { bigint, defineTable, integer, oneOf, real, decimal, type Database } from '../../src/index.ts'
import { opened } from '../memory/opened.ts'
import { withCode } from './tables.ts'

const sales = defineTable('sales', {
  id: integer().primaryKey(),
  kind: oneOf('book', 'film').nullable(),
  amount: decimal(12, 2).nullable(),
  n: integer().default(0),
  big: bigint().default(0n),
  weight: real().nullable(),
})

async function sold(): Promise<Database> {
  const db = await opened()
  await db.createTables([sales])
  await db.records(sales).insertMany([
    { id: 1, kind: 'book', amount: '10.10', n: 1, big: 1n, weight: 0.5 },
    { id: 2, kind: 'book', amount: '9.90', n: 2, big: 2n, weight: 1.5 },
    { id: 3, kind: 'film', amount: null, n: 4, big: 4n },
    { id: 4, amount: '-1.00', n: 8, big: 8n },
  ])
  return db
}

test('aggregate() counts, adds, averages, and finds the least and the most, each with its own filter', async () => {
  const records = (await sold()).records(sales)
  const numbers = await records.aggregate({
    where: { id: { lte: 4 } },
    select: {
      all: { count: true },
      books: { count: true, where: { kind: 'book' } },
      n: { sum: 'n' },
      big: { sum: 'big' },
      amount: { sum: 'amount' },
      weight: { sum: 'weight' },
      mean: { avg: 'amount' },
      meanWeight: { avg: 'weight' },
      least: { min: 'amount' },
      most: { max: 'amount' },
      kind: { max: 'kind' },
      none: { sum: 'amount', where: { kind: 'film' } },
    },
  })
  expect(numbers).toEqual({
    all: 4,
    books: 2,
    n: 15,
    big: 15n,
    amount: '19.00',
    weight: 2,
    mean: 19 / 3,
    meanWeight: 1,
    least: '-1.00',
    most: '10.10',
    kind: 'film',
    none: null,
  })
})

test('aggregate() over no rows is 0 and null', async () => {
  const records = (await sold()).records(sales)
  const select = { n: { count: true }, sum: { sum: 'n' }, avg: { avg: 'n' }, min: { min: 'n' } } as const
  expect(await records.aggregate({ where: { id: 9 }, select })).toEqual({
    n: 0,
    sum: null,
    avg: null,
    min: null,
  })
  expect(await records.group({ by: ['kind'], where: { id: 9 }, select })).toEqual([])
})

test('aggregate() throws out-of-range for a sum that its type does not hold, and averages it all the same', async () => {
  const records = (await sold()).records(sales)
  await records.insertMany([
    { id: 5, n: Number.MAX_SAFE_INTEGER, big: 2n ** 63n - 1n, weight: Number.MAX_VALUE },
    { id: 6, n: Number.MAX_SAFE_INTEGER, big: 2n ** 63n - 1n, weight: Number.MAX_VALUE },
  ])
  const where = { id: { gte: 5 } }
  for (const column of ['n', 'big', 'weight'] as const) {
    await expect(records.aggregate({ where, select: { sum: { sum: column } } })).rejects.toEqual(
      withCode('out-of-range'),
    )
  }
  expect(await records.aggregate({ where, select: { n: { avg: 'n' }, big: { avg: 'big' } } })).toEqual({
    n: Number.MAX_SAFE_INTEGER,
    big: 2 ** 63,
  })
})

test('group() puts equal values and nulls together, in the order of by unless it says otherwise', async () => {
  const records = (await sold()).records(sales)
  const select = { n: { count: true }, sum: { sum: 'amount' } } as const
  expect(await records.group({ by: ['kind'], select })).toEqual([
    { kind: null, n: 1, sum: '-1.00' },
    { kind: 'book', n: 2, sum: '20.00' },
    { kind: 'film', n: 1, sum: null },
  ])
  const ordered = await records.group({ by: ['kind'], select, orderBy: [['n', 'desc'], 'sum'], limit: 2 })
  expect(ordered.map(({ kind }) => kind)).toEqual(['book', 'film'])
  expect(await records.group({ by: ['kind', 'id'], select, where: { kind: 'book' } })).toHaveLength(2)
})

test('aggregate() and group() throw TypeError for what they cannot do', async () => {
  const records = (await sold()).records(sales)
  const n = { count: true } as const
  for (const query of [
    undefined,
    null,
    {},
    { select: {} },
    { select: { n: { count: false } } },
    { select: { n }, by: ['id'] },
  ])
    await expect(records.aggregate(query as never)).rejects.toThrow(TypeError)
  for (const query of [
    { select: { n } },
    { by: [], select: { n } },
    { by: ['nothing'], select: { n } },
    { by: ['id', 'id'], select: { n } },
    { by: ['id'], select: { id: n } },
    { by: ['id'], select: { n }, orderBy: ['kind'] },
    { by: ['id'], select: { n }, orderBy: [['n', 'up']] },
    { by: ['id'], select: { n }, orderBy: ['n', 'n'] },
    { by: ['id'], select: { n }, orderBy: 'n' },
  ])
    await expect(records.group(query as never)).rejects.toThrow(TypeError)
  await expect(records.group({ by: ['id'], select: { n }, limit: 0 })).rejects.toThrow(RangeError)
})
