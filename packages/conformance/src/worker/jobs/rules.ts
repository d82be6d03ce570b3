import { hasCode } from '@holdfast/core'
import type { StoreWork } from '../store-jobs.ts'

/** Races another process that does the same for forty gaps, and splits one timeline again and again; says how many gaps it got. */
export const putRules: StoreWork = async (db, run, say) => {
  const rules = db.rules('processes')
  // Nobody begins before both have opened the database.
  const items = db.keyValue('started')
  await items.set(run, true)
  while (!(await items.has(run === 'a' ? 'b' : 'a'))) await items.get(run)
  let won = 0
  for (let gap = 0; gap < 40; gap += 1) {
    try {
      await rules.put(`gap ${gap}`, run, { from: gap, until: gap + (run === 'a' ? 10 : 5) })
      won += 1
    } catch (error) {
      if (!hasCode(error, 'overlap')) throw error
    }
    await rules.put('split', run, { from: gap % 7, until: 100 - gap, onOverlap: 'split' })
  }
  say(`put ${won}`)
}
