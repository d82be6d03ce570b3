import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { startWorker } from '../../worker/spawn.ts'

export const counterProcesses: readonly Rule[] = [
  rule({
    id: 'counters.processes',
    title: 'counters.observe() by several processes loses none',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { worker } = context.harness
      const { db, place } = await context.fresh()
      const { address } = place
      if (worker === undefined || address === undefined) return 'not-run'
      const children = ['a', 'b', 'c'].map((run) => startWorker(worker, { address, job: 'observe', run }))
      for (const child of children) context.after(() => child.kill())
      await Promise.all(children.map((child) => child.ended))
      const counter = await db.counters('processes').get('shared')
      expect([counter?.total, counter?.successes, counter?.levels['L1']?.total]).toStrictEqual([300, 150, 60])
      return undefined
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      await db.counters('processes').observe('shared')
      expect((await db.counters('processes').get('shared'))?.total).toBe(1)
    },
  }),
]
