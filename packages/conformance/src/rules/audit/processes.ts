import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { startOn } from '../../worker/start-on.ts'

export const auditProcesses: readonly Rule[] = [
  rule({
    id: 'audit.processes',
    title:
      'several processes that log into a chain and a trail at once neither fork it nor lose an entry, and a tail sees all',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      const runs = ['a', 'b', 'c']
      const children = runs.map((run) => startOn(context, place, 'log-audit', run))
      const seen = new Set<unknown>()
      const abort = new AbortController()
      context.after(() => abort.abort())
      const following = (async (): Promise<void> => {
        for await (const { details } of db.audit('trail').tail({ interval: 20, signal: abort.signal })) {
          seen.add(details)
          if (seen.size === 450) break
        }
      })()
      for (const child of children) {
        if (child === undefined) return 'not-run'
        await child.ended
      }
      const chain = db.audit('chain', { chain: true })
      const report = await chain.verify()
      expect([report.isIntact, report.checked, report.head?.number]).toStrictEqual([true, 450, 450])
      const { items } = await chain.find({}, { limit: 1_000 })
      expect(new Set(items.map(({ details }) => details)).size).toBe(450)
      await following
      expect(seen.size).toBe(450)
      return undefined
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      const chain = db.audit('chain', { chain: true })
      await Promise.all(Array.from({ length: 50 }, (_, index) => chain.log({ action: 'a', details: index })))
      expect(await chain.verify()).toMatchObject({ isIntact: true, checked: 50 })
    },
  }),
]
