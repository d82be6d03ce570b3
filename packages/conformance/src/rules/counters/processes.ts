import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { runSeveral } from '../../worker/run-several.ts'

export const counterProcesses: readonly Rule[] = [
  rule({
    id: 'counters.processes',
    title: 'counters.observe() by several processes loses none',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const children = await runSeveral(context, place, 'observe', ['a', 'b', 'c'])
      if (children === undefined) return 'not-run'
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
