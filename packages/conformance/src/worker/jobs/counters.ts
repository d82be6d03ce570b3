import type { StoreWork } from '../store-jobs.ts'

/** A hundred observations of one pattern, half of them successes, every fifth with a level. */
export const observe: StoreWork = async (db, _run, say) => {
  const counters = db.counters('processes')
  for (let count = 0; count < 10; count += 1)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        counters.observe('shared', { success: index % 2 === 0, ...(index % 5 === 0 ? { level: 'L1' } : {}) }),
      ),
    )
  say('observed')
}
