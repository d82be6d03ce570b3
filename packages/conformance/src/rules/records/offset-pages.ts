import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { things } from './shapes.ts'

export const recordsOffsetPages: readonly Rule[] = [
  rule({
    id: 'records.offset-page.numbers',
    title:
      'offsetPage() gives the rows of a page by its number, says whether there are more, and counts all when asked',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany(Array.from({ length: 23 }, (_, id) => ({ id, n: id % 4, flag: id % 2 === 0 })))
      const orderBy = [['n', 'desc'], 'id'] as const
      const all = await records.list({ orderBy })
      for (const size of [1, 5, 22, 23, 24]) {
        const last = Math.ceil(23 / size)
        for (const page of new Set([1, 2, last, last + 1])) {
          const found = await records.offsetPage({ orderBy, size, page, total: 'exact' })
          expect(found, `page ${page} of ${size}`).toStrictEqual({
            items: all.slice((page - 1) * size, page * size),
            page,
            size,
            hasMore: page * size < 23,
            total: 23,
          })
        }
      }
      const plain = await records.offsetPage({ where: { flag: true }, size: 5 })
      expect(plain).toStrictEqual({
        items: [0, 2, 4, 6, 8].map((id) => all.find((row) => row.id === id)),
        page: 1,
        size: 5,
        hasMore: true,
      })
      expect(
        (await records.offsetPage({ where: { flag: true }, size: 5, total: 'exact', page: 3 })).total,
      ).toBe(12)
      expect(await records.offsetPage({ where: { id: -1 }, total: 'exact', page: 1_000_000 })).toStrictEqual({
        items: [],
        page: 1_000_000,
        size: 100,
        hasMore: false,
        total: 0,
      })
      expect('total' in (await records.offsetPage({ total: 'none' }))).toBe(false)
    },
  }),
  rule({
    id: 'records.offset-page.snapshot',
    title:
      'offsetPage() counts in the snapshot of its rows: with everything on one page the total is what is on it',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany(Array.from({ length: 20 }, (_, id) => ({ id })))
      let writing = true
      const writer = async (): Promise<void> => {
        for (let id = 100; writing && id < 300; id += 1) await records.insert({ id })
      }
      const working = writer()
      for (let round = 0; round < 15; round += 1) {
        const { items, total } = await records.offsetPage({ size: 10_000, total: 'exact' })
        expect(total).toBe(items.length)
      }
      writing = false
      await working
    },
  }),
]
