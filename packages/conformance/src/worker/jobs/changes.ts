import { defineTable, increment, integer, text, type Column, type Table } from '@holdfast/core'
import type { StoreWork } from '../store-jobs.ts'

/** What several processes write at once. */
export const tallies: Table<
  {
    readonly id: Column<number, 'key' | 'optional'>
    readonly n: Column<number, never>
    readonly by: Column<string | null, 'text' | 'optional'>
  },
  'id'
> = defineTable(
  'tallies',
  { id: integer().primaryKey(), n: integer(), by: text().nullable() },
  { changes: true },
)

/** Sixty changes of one record: alone, in transactions, and by a delete and an insert under the same key. */
export const writeTracked: StoreWork = async (db, run, say) => {
  const rows = db.records(tallies)
  const again = { id: 1, n: 1, by: run }
  for (let turn = 0; turn < 60; turn += 1) {
    if (turn % 10 === 9) {
      await db.transaction(async (tx) => {
        const own = tx.records(tallies)
        await own.delete(1)
        await own.upsert(again, { update: { n: increment(1), by: run } })
      })
    } else if (turn % 2 === 0) await rows.upsert(again, { update: { n: increment(1), by: run } })
    else
      await db.transaction((tx) => tx.records(tallies).updateWhere({ id: 1 }, { n: increment(1), by: run }))
  }
  say('written')
}
