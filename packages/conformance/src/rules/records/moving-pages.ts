import type { Records } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { forward } from './page-walk.ts'
import { things, type Things } from './shapes.ts'
import { sorted, type Item } from './sorted.ts'

const orders: readonly (readonly Item[])[] = [
  [],
  [['n', 'desc']],
  [
    ['label', 'asc', 'nulls last'],
    ['n', 'desc'],
  ],
  [
    ['n', 'asc', 'nulls first'],
    ['id', 'desc'],
  ],
]

/** Rows that stay, with even ids; visitors have odd ones. */
const steady = (context: Context): { id: number; label: string | null; n: number | null }[] =>
  Array.from({ length: 40 }, (_, index) => ({
    id: index * 2,
    label: context.random.pick([null, 'a', 'b', 'c']),
    n: context.random.pick([null, 1, 2, 3]),
  }))

const disturb = async (context: Context, records: Records<Things>, visitors: Set<number>): Promise<void> => {
  const { random } = context
  for (let count = 0; count < 3; count += 1) {
    const id = random.whole(60) * 2 - 19
    if (visitors.has(id)) {
      await (random.whole(2) === 0
        ? records.delete(id)
        : records.update(id, { n: random.pick([null, 0, 9]), label: random.pick([null, '', 'z']) }))
    } else {
      visitors.add(id)
      await records.upsert({ id, label: random.pick([null, 'a', 'b', 'z']), n: random.pick([null, 0, 2, 9]) })
    }
  }
}

export const recordsMovingPages: readonly Rule[] = [
  rule({
    id: 'records.page.under-writes',
    title:
      'pages give every row that exists throughout exactly once, whatever comes, goes or moves between them',
    present: async (context) => {
      for (const order of orders) {
        const records = await context.records(things(context.name()))
        const rows = steady(context)
        await records.insertMany(rows)
        const visitors = new Set<number>()
        const pages = await forward(records, { orderBy: order as never, limit: 6 }, () =>
          disturb(context, records, visitors),
        )
        const seen = pages.flat().filter(({ id }) => id % 2 === 0)
        expect(
          seen.map(({ id }) => id),
          JSON.stringify(order),
        ).toStrictEqual(sorted(rows, order).map(({ id }) => id))
      }
    },
  }),
  rule({
    id: 'records.page.deleted-position',
    title: 'page() goes on from a cursor whose row was deleted, changed or made again',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([1, 2, 3, 4, 5, 6].map((id) => ({ id, n: id })))
      const orderBy = ['n'] as const
      const first = await records.page({ orderBy, limit: 2 })
      await records.delete(2)
      const ids = async (): Promise<number[]> =>
        (await records.page({ orderBy, limit: 2, after: first.next ?? '' })).items.map(({ id }) => id)
      expect(await ids()).toStrictEqual([3, 4])
      await records.insert({ id: 2, n: 2 })
      expect(await ids()).toStrictEqual([3, 4])
      await records.update(3, { n: 0 })
      expect(await ids()).toStrictEqual([4, 5])
      await records.deleteWhere({ id: { gt: 2 } })
      expect(await ids()).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.page.back-and-forth',
    title:
      'a reader who goes forward and back sees the rows that came meanwhile in their place, and none twice',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([10, 20, 30, 40, 50, 60].map((id) => ({ id })))
      const first = await records.page({ limit: 2 })
      const second = await records.page({ limit: 2, after: first.next ?? '' })
      await records.insertMany([{ id: 5 }, { id: 15 }, { id: 35 }])
      const back = await records.page({ limit: 2, before: second.previous ?? '' })
      expect(back.items.map(({ id }) => id)).toStrictEqual([15, 20])
      const further = await records.page({ limit: 5, before: back.previous ?? '' })
      expect(further.items.map(({ id }) => id)).toStrictEqual([5, 10])
      expect(further.previous).toBeUndefined()
      const again = await records.page({ limit: 3, after: first.next ?? '' })
      expect(again.items.map(({ id }) => id)).toStrictEqual([30, 35, 40])
    },
  }),
]
