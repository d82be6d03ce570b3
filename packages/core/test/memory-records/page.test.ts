import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ColumnsOf,
  defineTable,
  integer,
  type Order,
  type Page,
  type Records,
  softDelete,
} from '../../src/index.ts'

import { opened } from '../memory/opened.ts'
import { users, withCode, withTables } from './tables.ts'

const points = defineTable('points', {
  id: integer().primaryKey(),
  x: integer().nullable(),
  y: integer().nullable(),
  ...softDelete(),
})
type Query = NonNullable<Parameters<Records<typeof points>['page']>[0]>

const item = fc.tuple(
  fc.constantFrom('x' as const, 'y' as const, 'id' as const),
  fc.constantFrom('asc' as const, 'desc' as const),
  fc.constantFrom('nulls first' as const, 'nulls last' as const),
)
const order: fc.Arbitrary<Order<ColumnsOf<typeof points>>> = fc.uniqueArray(item, {
  maxLength: 3,
  selector: ([name]) => name,
})
const coordinate = fc.option(fc.integer({ min: 0, max: 2 }))

test('page() forward and backward gives the whole order, without gaps or repeats', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(coordinate, coordinate), { maxLength: 12 }),
      order,
      fc.integer({ min: 1, max: 5 }),
      async (rows, orderBy, limit) => {
        const db = await opened()
        await db.createTables([points])
        const records = db.records(points)
        await records.insertMany(rows.map(([x, y], id) => ({ id, x, y })))
        const all = await records.list({ orderBy })
        const forward = await collect(records, { orderBy, limit }, 'next')
        expect(forward.flat()).toEqual(all.map(({ id }) => id))
        const backward = await collect(records, { orderBy, limit }, 'previous')
        expect(backward.reverse().flat()).toEqual(all.map(({ id }) => id))
      },
    ),
    { numRuns: 60 },
  )
})

/** The ids of page after page; backward from beyond the last row. */
async function collect(
  records: Records<typeof points>,
  query: Query,
  towards: 'next' | 'previous',
): Promise<number[][]> {
  const pages: number[][] = []
  let page = await records.page(query)
  if (towards === 'previous') {
    while (page.next !== undefined) page = await records.page({ ...query, after: page.next })
  }
  for (;;) {
    pages.push(page.items.map(({ id }) => id))
    const cursor: string | undefined = page[towards]
    if (cursor === undefined) return pages
    page = await records.page(towards === 'next' ? { ...query, after: cursor } : { ...query, before: cursor })
  }
}

const ids = ({ items }: Page<{ readonly id: string }>): string => items.map(({ id }) => id).join('')

test('page() says whether there is a next and a previous page', async () => {
  const db = await withTables()
  await db.records(users).insertMany(Array.from('abcde').map((id) => ({ id, email: id })))
  const records = db.records(users)
  const first = await records.page({ limit: 2 })
  expect([ids(first), first.previous]).toEqual(['ab', undefined])
  const second = await records.page({ limit: 2, after: first.next! })
  expect([ids(second), second.previous === undefined]).toEqual(['cd', false])
  const third = await records.page({ limit: 2, after: second.next! })
  expect([ids(third), third.next]).toEqual(['e', undefined])
  const back = await records.page({ limit: 2, before: third.previous! })
  expect([ids(back), back.next]).toEqual(['cd', second.next])
  const start = await records.page({ limit: 2, before: back.previous! })
  expect([ids(start), start.next, start.previous]).toEqual(['ab', first.next, undefined])
  expect(await records.page({ limit: 2, where: { id: 'x' } })).toEqual({ items: [] })
})

test('page() goes on where it was although rows come and go', async () => {
  const db = await withTables()
  const records = db.records(users)
  await records.insertMany(Array.from('bdf').map((id) => ({ id, email: id })))
  const first = await records.page({ limit: 2 })
  await records.delete('d')
  await records.insert({ id: 'a', email: 'a' })
  await records.insert({ id: 'e', email: 'e' })
  expect(ids(await records.page({ limit: 2, after: first.next! }))).toBe('ef')
})

test('page() refuses a cursor of another query, a changed one, and both at once', async () => {
  const db = await withTables()
  const records = db.records(users)
  await records.insertMany(Array.from('abc').map((id) => ({ id, email: id })))
  const { next } = await records.page({ limit: 1 })
  const after = next!
  const invalid = withCode('invalid-value')
  for (const query of [
    { orderBy: [['id', 'desc']] },
    { where: { role: 'admin' } },
    { include: 'all' },
    { orderBy: ['email'] },
  ] as const) {
    await expect(records.page({ ...query, limit: 1, after })).rejects.toEqual(invalid)
  }
  for (const wrong of ['', 'x', `${after}x`, after.slice(0, -1), `${after}=`])
    await expect(records.page({ after: wrong })).rejects.toEqual(invalid)
  await expect(records.page({ after: 7 as never })).rejects.toThrow(TypeError)
  await expect(records.page({ after, before: after })).rejects.toThrow(TypeError)
  await expect(records.page({ limit: 10_001 })).rejects.toThrow(RangeError)
})

test('offsetPage() counts from 1, says whether there is more, and counts all when asked', async () => {
  const db = await withTables()
  const records = db.records(users)
  await records.insertMany(Array.from('abcde').map((id) => ({ id, email: id })))
  const page = await records.offsetPage({ page: 2, size: 2, total: 'exact', where: { id: { ne: 'a' } } })
  expect([ids(page as never), { ...page, items: [] }]).toEqual([
    'de',
    { items: [], page: 2, size: 2, hasMore: false, total: 4 },
  ])
  expect(await records.offsetPage({ size: 4, select: ['id'] })).toEqual({
    items: Array.from('abcd').map((id) => ({ id })),
    page: 1,
    size: 4,
    hasMore: true,
  })
  for (const page of [0, -1, 1.5, Number.NaN])
    await expect(records.offsetPage({ page })).rejects.toThrow(RangeError)
  await expect(records.offsetPage({ total: 'estimate' as never })).rejects.toThrow(TypeError)
})
