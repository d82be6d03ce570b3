import { defineTable, integer, type Records } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { backward, forward } from './page-walk.ts'
import { things, type Things } from './shapes.ts'
import { sorted, type Item } from './sorted.ts'

/** Rows with many ties and nulls. */
const filled = async (context: Context, count: number): Promise<Records<Things>> => {
  const { random } = context
  const records = await context.records(things(context.name()))
  const rows = Array.from({ length: count }, (_, id) => ({
    id,
    label: random.pick([null, null, 'a', 'b', 'B', 'é', '\uFFFF', '😀']),
    n: random.pick([null, 0, 1, 2]),
    at: random.pick([null, new Date(0), new Date(1), new Date(-1)]),
    flag: random.pick([null, true, false]),
  }))
  await records.insertMany(random.shuffle(rows))
  return records
}

const orderOf = (context: Context): Item[] => {
  const { random } = context
  const columns = random.shuffle(['label', 'n', 'at', 'flag', 'id']).slice(0, 1 + random.whole(4))
  return columns.map((column): Item => {
    const direction = random.pick(['asc', 'desc'] as const)
    const nulls = random.pick([undefined, 'nulls first', 'nulls last'] as const)
    return nulls === undefined ? [column, direction] : [column, direction, nulls]
  })
}

export const recordsPages: readonly Rule[] = [
  rule({
    id: 'records.page.random-orders',
    title:
      'the pages of any order, mixed directions, ties and nulls, put together are the full sort; so are they backward',
    present: async (context) => {
      const records = await filled(context, 37)
      const all = await records.list()
      for (let round = 0; round < 12; round += 1) {
        const order = orderOf(context)
        const orderBy = order as never
        const expected = sorted(all, order)
        const what = JSON.stringify(order)
        expect(await records.list({ orderBy }), what).toStrictEqual(expected)
        const limit = context.random.pick([1, 2, 5, 7, 36, 37, 38])
        const pages = await forward(records, { orderBy, limit })
        expect(pages.flat(), what).toStrictEqual(expected)
        expect(
          pages.map(({ length }) => length),
          what,
        ).toStrictEqual(
          Array.from({ length: Math.ceil(37 / limit) }, (_, index) => Math.min(limit, 37 - index * limit)),
        )
        expect(await backward(records, { orderBy, limit }), what).toStrictEqual(pages.slice(0, -1).reverse())
      }
    },
  }),
  rule({
    id: 'records.page.edges',
    title: 'a page that ends with the last row has no next, the first no previous, and an empty one neither',
    present: async (context) => {
      const records = await filled(context, 4)
      const exact = await records.page({ limit: 4 })
      expect([exact.items.length, exact.next, exact.previous]).toStrictEqual([4, undefined, undefined])
      const two = await records.page({ limit: 2 })
      expect([typeof two.next, two.previous]).toStrictEqual(['string', undefined])
      const rest = await records.page({ limit: 2, after: two.next ?? '' })
      expect([rest.items.map(({ id }) => id), rest.next, typeof rest.previous]).toStrictEqual([
        [2, 3],
        undefined,
        'string',
      ])
      const back = await records.page({ limit: 2, before: rest.previous ?? '' })
      expect([back.items, back.previous, typeof back.next]).toStrictEqual([two.items, undefined, 'string'])
      expect(await records.page({ limit: 2, after: back.next ?? '' })).toStrictEqual(rest)
      const none = await records.page({ where: { id: -1 } })
      expect(none.items).toStrictEqual([])
      expect([none.next, none.previous]).toStrictEqual([undefined, undefined])
      expect((await records.page({ limit: 10_000 })).items).toHaveLength(4)
    },
  }),
  rule({
    id: 'records.page.filtered',
    title: 'pages hold the rows of their filter only, and go on with a larger or smaller limit',
    present: async (context) => {
      const records = await filled(context, 60)
      const where = { or: [{ n: { gte: 1 } }, { label: null }] }
      const orderBy = [['n', 'desc'], 'label'] as const
      const expected = sorted(await records.list({ where }), [
        ['n', 'desc'],
        ['label', 'asc'],
      ])
      expect((await forward(records, { where, orderBy, limit: 4 })).flat()).toStrictEqual(expected)
      const first = await records.page({ where, orderBy, limit: 3 })
      const second = await records.page({ where, orderBy, limit: 10, after: first.next ?? '' })
      const third = await records.page({ where, orderBy, limit: 1, after: second.next ?? '' })
      expect([...first.items, ...second.items, ...third.items]).toStrictEqual(expected.slice(0, 14))
    },
  }),
  rule({
    id: 'records.page.default-limit',
    title:
      'list() and page() give a hundred rows unless they are told otherwise, and find() the first of the order',
    present: async (context) => {
      const records = await filled(context, 103)
      expect(await records.list()).toHaveLength(100)
      const page = await records.page()
      expect([
        page.items.length,
        (await records.page({ after: page.next ?? '' })).items.length,
      ]).toStrictEqual([100, 3])
      expect((await records.offsetPage()).items).toHaveLength(100)
      expect((await records.find({}, { orderBy: [['id', 'desc']] }))?.id).toBe(102)
      expect((await records.find({}))?.id).toBe(0)
    },
  }),
  rule({
    id: 'records.page.composite-key',
    title: 'the tie-breaker is the whole key, and columns of the key in the order keep their own direction',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { a: integer(), b: integer(), c: integer().nullable() },
        { primaryKey: ['a', 'b'] },
      )
      const records = await context.records(table)
      const rows = [1, 2, 3].flatMap((a) => [1, 2, 3].map((b) => ({ a, b, c: b === 2 ? null : 0 })))
      await records.insertMany(context.random.shuffle(rows))
      const seen: unknown[] = []
      let after: string | undefined
      do {
        const page = await records.page({
          orderBy: ['c', ['b', 'desc']],
          limit: 2,
          ...(after !== undefined && { after }),
        })
        seen.push(...page.items.map(({ a, b }) => `${b}${a}`))
        after = page.next
      } while (after !== undefined)
      expect(seen).toStrictEqual(['23', '22', '21', '33', '32', '31', '13', '12', '11'])
    },
  }),
]
