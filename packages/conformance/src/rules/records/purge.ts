import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

export const recordsPurge: readonly Rule[] = [
  rule({
    id: 'records.purge.deleted-only',
    title: 'purge() removes soft-deleted rows for good and no active one, and a second purge finds none',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany([1, 2, 3].map((age) => ({ id: `p${age}`, email: `${age}`, age })))
      await records.deleteWhere({ age: { lte: 2 } })
      expect(await records.purge()).toBe(2)
      expect(await records.purge()).toBe(0)
      expect((await records.list({ include: 'all' })).map(({ id }) => id)).toStrictEqual(['p3'])
      expect(await records.restore('p1')).toBeUndefined()
      await records.insert({ id: 'p1', email: '1' })
      expect(await records.count()).toBe(2)
    },
  }),
  rule({
    id: 'records.purge.before',
    title: 'purge({ deletedBefore }) spares what was deleted at that instant or later, to the millisecond',
    present: async (context) => {
      const timed = await context.timed()
      const records = await timed.records(people(context.name()))
      const times: Date[] = []
      for (let index = 0; index < 4; index += 1) {
        await records.insert({ id: `p${index}`, email: `${index}` })
        timed.clock.advance(1)
        times.push(new Date(timed.clock()))
        await records.delete(`p${index}`)
      }
      expect(await records.purge({ deletedBefore: times[0] as Date })).toBe(0)
      expect(await records.purge({ deletedBefore: times[2] as Date })).toBe(2)
      const left = await records.list({ include: 'deleted' })
      expect(left.map(({ id }) => id)).toStrictEqual(['p2', 'p3'])
      expect(await records.purge({ deletedBefore: new Date(timed.clock() + 1) })).toBe(2)
    },
  }),
  rule({
    id: 'records.purge.limit',
    title:
      'purge({ limit, where }) removes at most that many of the rows that match, the longest deleted first',
    present: async (context) => {
      const timed = await context.timed()
      const records = await timed.records(people(context.name()))
      const order = context.random.shuffle([0, 1, 2, 3, 4, 5])
      await records.insertMany(order.map((n) => ({ id: `p${n}`, email: `${n}`, age: n % 2 })))
      for (const n of order) {
        timed.clock.advance(1)
        await records.delete(`p${n}`)
      }
      expect(await records.purge({ limit: 2 })).toBe(2)
      const left = async (): Promise<string[]> =>
        (await records.list({ include: 'deleted', orderBy: ['deletedAt'] })).map(({ id }) => id)
      const rest = order.slice(2).map((n) => `p${n}`)
      expect(await left()).toStrictEqual(rest)
      const odd = order.slice(2).filter((n) => n % 2 === 1)
      expect(await records.purge({ where: { age: 1 }, limit: 1 })).toBe(Math.min(1, odd.length))
      expect(await left()).toStrictEqual(rest.filter((id) => id !== `p${odd[0]}`))
      await misuse(() => records.purge({ limit: 0 }))
      await misuse(() => records.purge({ limit: 1.5 }))
      await misuse(() => records.purge({ deletedBefore: '2020' as never }))
      await misuse(() => records.purge({ olderThan: 5 } as never))
    },
  }),
  rule({
    id: 'records.purge.default-limit',
    title: 'purge() removes a thousand rows at most unless it is told otherwise',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(
        Array.from({ length: 1_003 }, (_, index) => ({ id: `p${index}`, email: `${index}` })),
      )
      expect(await records.deleteWhere({ id: { startsWith: 'p' } })).toBe(1_003)
      expect(await records.purge()).toBe(1_000)
      expect(await records.purge({ limit: 10_000 })).toBe(3)
    },
  }),
  rule({
    id: 'records.purge.together',
    title: 'two purges at once remove every row once',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(
        Array.from({ length: 40 }, (_, index) => ({ id: `p${index}`, email: `${index}` })),
      )
      await records.deleteWhere({ id: { startsWith: 'p' } })
      const counts = await Promise.all([records.purge(), records.purge(), records.purge({ limit: 10 })])
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
      expect(await records.count({}, { include: 'all' })).toBe(0)
    },
  }),
]
