import { expect } from 'vitest'
import { collect, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'
import { sorted } from './sorted.ts'

export const recordsWalks: readonly Rule[] = [
  rule({
    id: 'records.walk.all',
    title: 'walk() yields every row of its filter in its order, past the limits of a page',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const rows = Array.from({ length: 2_500 }, (_, id) => ({
        id,
        label: id % 3 === 0 ? null : `l${id % 7}`,
        n: id % 11,
        at: null,
        flag: id % 2 === 0,
      }))
      expect(await records.insertMany(rows)).toBe(2_500)
      expect(await collect(records.walk())).toStrictEqual(rows)
      const odd = await collect(records.walk({ where: { flag: false }, orderBy: [['label', 'desc'], 'n'] }))
      expect(odd).toStrictEqual(
        sorted(
          rows.filter(({ flag }) => !flag),
          [
            ['label', 'desc'],
            ['n', 'asc'],
          ],
        ),
      )
      expect(await collect(records.walk({ where: { id: -1 } }))).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.walk.left-early',
    title:
      'walk() that is left early or fails in its loop leaves nothing open: writes go on, also within the loop',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([1, 2, 3, 4].map((id) => ({ id, n: 0 })))
      for await (const { id } of records.walk()) if (id === 2) break
      await expect(
        (async () => {
          for await (const { id } of records.walk()) throw new Error(`at ${id}`)
        })(),
      ).rejects.toThrow('at 1')
      for await (const { id } of records.walk()) await records.update(id, { n: id })
      expect((await records.list()).map(({ n }) => n)).toStrictEqual([1, 2, 3, 4])
      const twice = await Promise.all([collect(records.walk()), collect(records.walk())])
      expect(twice[0]).toStrictEqual(twice[1])
    },
  }),
  rule({
    id: 'records.walk.under-writes',
    title: 'walk() under concurrent writes yields every row that exists throughout exactly once',
    timeout: 60_000,
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const steady = Array.from({ length: 1_500 }, (_, index) => ({
        id: `s${String(index).padStart(4, '0')}`,
        email: `s${index}`,
        age: index % 5,
      }))
      await records.insertMany(steady)
      let walking = true
      const churn = async (lane: number): Promise<void> => {
        for (let count = 0; walking && count < 200; count += 1) {
          const id = `s${String(context.random.whole(1_500)).padStart(4, '0')}x${lane}-${count}`
          await records.insert({ id, email: id, age: context.random.whole(5) })
          if (count % 2 === 0) await records.delete(id)
          else await records.update(id, { age: 4 - context.random.whole(5) })
        }
      }
      const churning = Promise.all([churn(0), churn(1)])
      const seen: string[] = []
      for await (const { id } of records.walk({ orderBy: [['age', 'desc']] })) seen.push(id)
      walking = false
      await churning
      const own = seen.filter((id) => !id.includes('x'))
      const expected = sorted(steady, [['age', 'desc']]).map(({ id }) => id)
      expect(own).toStrictEqual(expected)
    },
  }),
  rule({
    id: 'records.walk.refused',
    title: 'walk() takes no limit and no cursor: it is not a page',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insertMany([{ id: 1 }, { id: 2 }])
      await misuse(() => collect(records.walk({ limit: 5 } as never)))
      await misuse(() => collect(records.walk({ after: 'x' } as never)))
      const walk = records.walk({ select: ['id'] })
      expect(await collect(walk)).toStrictEqual([{ id: 1 }, { id: 2 }])
    },
  }),
]
