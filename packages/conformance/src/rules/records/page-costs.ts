import type { LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, posts, things } from './shapes.ts'

export const recordsPageCosts: readonly Rule[] = [
  rule({
    id: 'records.cost.statements',
    title:
      'a read, a page anywhere, an insert, update or delete by key is one statement; each include is one more',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({
        log: (event) => event.event === 'statement' && events.push(event),
        clock: manualClock(),
      })
      const authors = people(context.name())
      const table = posts(context.name(), authors, 'restrict')
      await context.tables([authors, table], db)
      const up = db.records(authors)
      const down = db.records(table)
      await up.insertMany(Array.from({ length: 300 }, (_, n) => ({ id: `p${n}`, email: `${n}`, age: n })))
      let last = await up.page({ limit: 10, orderBy: ['age'] })
      while (last.next !== undefined) last = await up.page({ limit: 10, orderBy: ['age'], after: last.next })
      const { previous: before = '' } = last
      const counted = async (work: () => Promise<unknown>): Promise<number> => {
        events.length = 0
        await work()
        return events.filter(
          ({ attributes }) => !/begin|commit|rollback/i.test(String(attributes?.['statement'] ?? '')),
        ).length
      }
      const one = [
        () => up.get('p1'),
        () => up.find({ age: 5 }),
        () => up.list(),
        () => up.page({ limit: 10, orderBy: ['age'] }),
        () => up.page({ limit: 10, orderBy: ['age'], before }),
        () => up.exists({ age: 5 }),
        () => up.count({ age: { gt: 5 } }),
        () =>
          up.aggregate({ select: { n: { count: true }, sum: { sum: 'age', where: { age: { gt: 5 } } } } }),
        () => up.insert({ id: 'x', email: 'x' }),
        () => up.update('x', { age: 1 }),
        () => up.delete('x'),
      ]
      for (const work of one) expect(await counted(work), String(work)).toBe(1)
      const include = { author: table.authorId }
      await down.insert({ id: '1', authorId: 'p1', title: 't' })
      expect(await counted(() => down.list({ with: include }))).toBeLessThanOrEqual(4)
    },
    absent: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const table = people(context.name())
      await db.createTables([table])
      await db.records(table).insert({ id: 'a', email: 'a' })
      expect([(await db.records(table).list()).length, events]).toStrictEqual([1, []])
    },
  }),
  rule({
    id: 'records.cost.far-page',
    title: 'page 10 000 takes at most three times as long as page 1, where the order has an index',
    tier: 'certification',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const count = 200_000
      await records.insertMany(
        (function* () {
          for (let id = 0; id < count; id += 1)
            yield { id, label: `l${String(id % 997).padStart(3, '0')}`, n: id % 13 }
        })(),
      )
      const limit = 20
      const time = async (after: string | undefined): Promise<number> => {
        const times: number[] = []
        for (let round = 0; round < 15; round += 1) {
          const started = performance.now()
          await records.page({ limit, ...(after !== undefined && { after }) })
          times.push(performance.now() - started)
        }
        return times.sort((left, right) => left - right)[7] ?? 0
      }
      const near = await time(undefined)
      const far = await records.page({ limit: 10_000 })
      let { next } = far
      while (next !== undefined) {
        const page = await records.page({ limit: 10_000, after: next })
        if (page.next === undefined) break
        next = page.next
      }
      const late = await time(next)
      context.note('records', 'page', { first: near, last: late })
      expect(late).toBeLessThan(near * 3 + 2)
    },
  }),
]
