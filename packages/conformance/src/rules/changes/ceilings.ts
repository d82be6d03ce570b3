import { defineTable, integer, text, type Records } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'

const million = 1_000_000
const records = 50_000

const items = (name: string) =>
  defineTable(name, { id: integer().primaryKey(), n: integer(), label: text().nullable() }, { changes: true })

/** In milliseconds. */
const ceilings = { history: 50, page: 50, asOf: 50, update: 100 } as const

/** A million changes: each record is inserted, and changed nineteen times. */
const fill = async (rows: Records<ReturnType<typeof items>>): Promise<void> => {
  const at = 5_000
  for (let from = 0; from < records; from += at)
    await rows.insertMany(Array.from({ length: at }, (_, index) => ({ id: from + index, n: 0 })))
  for (let round = 1; round < million / records; round += 1)
    for (let from = 0; from < records; from += at)
      await rows.updateWhere({ id: { gte: from, lt: from + at } }, { n: round })
}

export const changeCeilings: readonly Rule[] = [
  rule({
    id: 'changes.ceilings',
    title:
      'a table with a million recorded changes: history, a page, asOf and diff within 50 ms, an update within 100, each p99',
    // Where the library records, the engine has no index that finds a record's changes, and reads all.
    needs: ['persistent', 'tracksSql'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const table = items('items')
      await db.createTables([table])
      const rows = db.records(table)
      await fill(rows)
      const changes = db.changes(table)
      const one = (): number => context.random.whole(records)
      expect((await changes.history(1, { limit: 100 })).items).toHaveLength(million / records)
      const measured = {
        history: await p99(300, () => changes.history(one(), { limit: 100 })),
        page: await p99(100, () => changes.page({ limit: 100 })),
        asOf: await p99(300, () => changes.asOf(one(), new Date())),
        update: await p99(300, (call) => rows.update(one(), { label: `l${call}` })),
      }
      context.note('speed', 'changes: milliseconds at a million changes', measured)
      for (const [part, ceiling] of Object.entries(ceilings))
        expect(measured[part as keyof typeof ceilings], part).toBeLessThan(ceiling)
    },
    absent: async (context) => {
      // In the process's own memory a million rows prove nothing.
      const table = items(context.name())
      const rows = await context.records(table)
      await rows.insert({ id: 1, n: 1 })
      expect(await p99(50, (n) => rows.update(1, { n }))).toBeLessThan(ceilings.update)
    },
  }),
]
