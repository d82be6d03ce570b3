import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { tallies } from '../../worker/jobs.ts'
import { runSeveral } from '../../worker/run-several.ts'

export const recordsProcesses: readonly Rule[] = [
  rule({
    id: 'records.increment.processes',
    title: 'increments of one row by several processes, by key, by upsert and in transactions, lose none',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { db, place } = await context.fresh()
      await db.createTables([tallies])
      const records = db.records(tallies)
      await records.insert({ id: 1 })
      const children = await runSeveral(context, place, 'tally', ['a', 'b', 'c'])
      if (children === undefined) return 'not-run'
      expect(children.map(({ lines }) => lines.at(-1))).toStrictEqual(children.map(() => 'tally 49'))
      expect(await records.list()).toStrictEqual([{ id: 1, n: 150 }])
      return undefined
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([tallies])
      await db.records(tallies).insert({ id: 1 })
      expect(await db.records(tallies).list()).toStrictEqual([{ id: 1, n: 0 }])
    },
  }),
]
