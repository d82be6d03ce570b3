import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { tallies } from '../../worker/jobs.ts'
import { startWorker } from '../../worker/spawn.ts'

export const recordsProcesses: readonly Rule[] = [
  rule({
    id: 'records.increment.processes',
    title: 'increments of one row by several processes, by key, by upsert and in transactions, lose none',
    needs: ['multiProcess'],
    timeout: 90_000,
    present: async (context) => {
      const { worker } = context.harness
      const { db, place } = await context.fresh()
      await db.createTables([tallies])
      const records = db.records(tallies)
      await records.insert({ id: 1 })
      const { address } = place
      if (worker === undefined || address === undefined) return 'not-run'
      const children = ['a', 'b', 'c'].map((run) => startWorker(worker, { address, job: 'tally', run }))
      for (const child of children) context.after(() => child.kill())
      await Promise.all(children.map((child) => child.ended))
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
