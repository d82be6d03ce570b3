import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

const n = { count: true } as const

export const recordsGroups: readonly Rule[] = [
  rule({
    id: 'records.group.keys',
    title:
      'group() gives one row for each set of equal values, null among them, ordered by the columns of by',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([
        { id: 1, label: 'b', n: 1 },
        { id: 2, label: 'a', n: 2 },
        { id: 3, label: 'b', n: 1 },
        { id: 4, label: null, n: 1 },
        { id: 5, label: null, n: null },
        { id: 6, label: 'A', n: null },
        { id: 7, label: '😀', n: 0 },
        { id: 8, label: '\uFFFF', n: 0 },
      ])
      expect(await records.group({ by: ['label'], select: { n } })).toStrictEqual([
        { label: null, n: 2 },
        { label: 'A', n: 1 },
        { label: 'a', n: 1 },
        { label: 'b', n: 2 },
        { label: '\uFFFF', n: 1 },
        { label: '😀', n: 1 },
      ])
      const both = await records.group({ by: ['n', 'label'], select: { rows: n, last: { max: 'id' } } })
      expect(both).toStrictEqual([
        { n: null, label: null, rows: 1, last: 5 },
        { n: null, label: 'A', rows: 1, last: 6 },
        { n: 0, label: '\uFFFF', rows: 1, last: 8 },
        { n: 0, label: '😀', rows: 1, last: 7 },
        { n: 1, label: null, rows: 1, last: 4 },
        { n: 1, label: 'b', rows: 2, last: 3 },
        { n: 2, label: 'a', rows: 1, last: 2 },
      ])
    },
  }),
  rule({
    id: 'records.group.order',
    title: 'group() orders by its columns or its numbers, and takes the first groups up to limit',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany(
        Array.from({ length: 21 }, (_, id) => ({
          id,
          label: ['a', 'b', 'b', 'c', 'c', 'c'][id % 6] ?? '',
          n: id,
        })),
      )
      const select = { rows: n, total: { sum: 'n' } } as const
      const labels = async (orderBy: never, limit = 10): Promise<string> =>
        (await records.group({ by: ['label'], select, orderBy, limit })).map(({ label }) => label).join('')
      expect(await labels([] as never)).toBe('abc')
      expect(await labels([['label', 'desc']] as never)).toBe('cba')
      expect(await labels([['rows', 'desc']] as never)).toBe('cba')
      expect(await labels([['rows', 'desc']] as never, 2)).toBe('cb')
      expect(await labels(['total'] as never)).toBe('abc')
      expect(await labels([['total', 'desc'], 'label'] as never, 1)).toBe('c')
    },
  }),
  rule({
    id: 'records.group.ties',
    title:
      'groups that are equal in orderBy come in the order of by, so that a limit always takes the same ones',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const labels = ['a', 'b', 'c', 'd', 'e', 'f']
      await records.insertMany(context.random.shuffle(labels).map((label, id) => ({ id, label, n: 1 })))
      for (const limit of [1, 3, 6]) {
        const found = await records.group({
          by: ['label'],
          select: { rows: n },
          orderBy: [['rows', 'desc']],
          limit,
        })
        expect(found.map(({ label }) => label)).toStrictEqual(labels.slice(0, limit))
      }
    },
  }),
  rule({
    id: 'records.group.many',
    title: 'group() gives a thousand groups unless it is told otherwise, ten thousand at most',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany(Array.from({ length: 1_050 }, (_, id) => ({ id })))
      const groups = await records.group({ by: ['id'], select: { n } })
      expect([groups.length, groups.at(-1)?.id]).toStrictEqual([1_000, 999])
      expect(await records.group({ by: ['id'], select: { n }, limit: 10_000 })).toHaveLength(1_050)
      for (const limit of [0, 10_001, 1.5]) {
        await expect(async () => records.group({ by: ['id'], select: { n }, limit })).rejects.toSatisfy(
          (error) => error instanceof RangeError || error instanceof TypeError,
        )
      }
    },
  }),
  rule({
    id: 'records.group.kept',
    title: 'group() and aggregate() work on what the library keeps: times, versions, who deleted',
    present: async (context) => {
      const { clock, records: make } = await context.timed()
      const records = await make(people(context.name()))
      await records.insertMany([
        { id: 'a', email: 'a' },
        { id: 'b', email: 'b' },
      ])
      const first = new Date(clock())
      clock.advance(1)
      await records.insert({ id: 'c', email: 'c' })
      await records.delete('a', { by: 'me' })
      const select = { first: { min: 'createdAt' }, last: { max: 'createdAt' } } as const
      expect(await records.aggregate({ select, include: 'all' })).toStrictEqual({
        first,
        last: new Date(clock()),
      })
      expect(await records.group({ by: ['deletedBy'], select: { n }, include: 'all' })).toStrictEqual([
        { deletedBy: null, n: 2 },
        { deletedBy: 'me', n: 1 },
      ])
      expect(await records.group({ by: ['createdAt'], select: { n }, include: 'all' })).toStrictEqual([
        { createdAt: first, n: 2 },
        { createdAt: new Date(clock()), n: 1 },
      ])
    },
  }),
]
