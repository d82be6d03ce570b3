import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { tallies } from '../../worker/jobs/changes.ts'
import { startOn } from '../../worker/start-on.ts'

export const changeProcesses: readonly Rule[] = [
  rule({
    id: 'changes.processes',
    title:
      'changes of one record by several processes have versions without a gap, in the order of their commits: each begins where the last one ended',
    needs: ['multiProcess'],
    tier: 'certification',
    present: async (context) => {
      const { db, place } = await context.fresh()
      await db.createTables([tallies])
      const children = ['a', 'b', 'c'].map((run) => startOn(context, place, 'write-tracked', run))
      for (const child of children) {
        if (child === undefined) return 'not-run'
        await child.ended
      }
      const { items } = await db.changes(tallies).history(1, { order: 'oldest', limit: 1_000 })
      expect(items.map(({ version }) => version)).toStrictEqual(items.map((_, index) => index + 1))
      // A delete and an insert are two.
      expect(items.filter(({ operation }) => operation !== 'delete').length).toBeGreaterThanOrEqual(170)
      let last: number | undefined
      for (const { operation, fields } of items) {
        expect(fields.n?.old, operation).toBe(last)
        last = fields.n?.new
      }
      expect((await db.records(tallies).get(1))?.n).toBe(last)
      const times = items.map(({ at }) => at.getTime())
      expect(times).toStrictEqual(times.toSorted((one, other) => one - other))
      return undefined
    },
    absent: async (context) => {
      const rows = await context.records(tallies)
      await Promise.all(Array.from({ length: 20 }, (_, n) => rows.upsert({ id: 1, n })))
      const { items } = await context.session.changes(tallies).history(1, { limit: 1_000 })
      expect(items.map(({ version }) => version)).toStrictEqual(items.map((_, n) => items.length - n))
    },
  }),
]
