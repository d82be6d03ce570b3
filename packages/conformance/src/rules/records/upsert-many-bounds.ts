import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things, tickets } from './shapes.ts'

export const recordsUpsertManyBounds: readonly Rule[] = [
  rule({
    id: 'records.upsert-many.all-or-none',
    title: 'upsertMany() with a row that is refused, in the middle or at the end, changes nothing',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany([1, 2].map((age) => ({ id: `p${age}`, email: `${age}`, age })))
      const before = await records.list()
      const good = Array.from({ length: 50 }, (_, index) => ({ id: `p${index}`, email: `e${index}` }))
      await refusal('check', () =>
        records.upsertMany([...good, { id: 'bad', email: 'bad', credits: -1 }, { id: 'z', email: 'z' }]),
      )
      await refusal('duplicate', () => records.upsertMany([...good, { id: 'bad', email: 'e5' }]))
      await refusal('out-of-range', () =>
        records.upsertMany([...good, { id: 'bad', email: 'bad', age: 2 ** 53 }]),
      )
      expect(await records.list()).toStrictEqual(before)
    },
  }),
  rule({
    id: 'records.upsert-many.tenant',
    title: 'upsertMany() finds the rows of its own tenant only',
    present: async (context) => {
      const table = tickets(context.name())
      await context.tables([table])
      const [own, foreign] = [context.tenant, context.name()].map((org) =>
        context.db.tenant(org).records(table),
      )
      await foreign?.insertMany([1, 2].map((n) => ({ id: `${n}`, subject: `s${n}`, n })))
      const rows = [1, 2, 1].map((n) => ({ subject: `s${n}`, n: 10 }))
      await own?.upsertMany(rows, { on: ['subject'], update: { n: increment(1) } })
      expect((await own?.list({ orderBy: ['subject'] }))?.map(({ n }) => n)).toStrictEqual([11, 10])
      expect((await foreign?.list())?.map(({ n }) => n)).toStrictEqual([1, 2])
    },
  }),
  rule({
    id: 'records.upsert-many.concurrent',
    title:
      'upsertMany() by concurrent callers with the same keys in different orders ends without deadlock and loses no step',
    timeout: 60_000,
    present: async (context) => {
      const records = await context.records(things(context.name()))
      const ids = Array.from({ length: 25 }, (_, id) => id)
      const caller = async (): Promise<void> => {
        for (let round = 0; round < 3; round += 1) {
          const rows = context.random.shuffle(ids).map((id) => ({ id, n: 1 }))
          await records.upsertMany(rows, { update: { n: increment(1) } })
        }
      }
      await Promise.all(Array.from({ length: 6 }, caller))
      expect((await records.list()).map(({ n }) => n)).toStrictEqual(ids.map(() => 18))
    },
  }),
]
