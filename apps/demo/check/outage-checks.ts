import type { Check } from './check.ts'
import { holds, same } from './expect.ts'

/** What a visitor sees when PostgreSQL cannot be reached. */
export const outageChecks: readonly Check[] = [
  {
    title: 'without PostgreSQL the page says why, without the password',
    run: async (visit) => {
      const card = visit.page.locator('#backend-postgres')
      await card.locator('.problem', { hasText: 'connection-lost' }).waitFor()
      holds(!(await visit.page.content()).includes('hidden@'), 'the password is not in the page')
    },
  },
  {
    title: 'without PostgreSQL the other backends load and answer',
    run: async (visit) => {
      same(await visit.ready(), ['SQLite', 'DuckDB', 'Memory'], 'open backends')
      await visit.load('package-lock.json')
      same(await visit.page.locator('.progress [data-failed]').count(), 0, 'failed loads')
      const results = await visit.query('select count(*) as packages from packages')
      await results.getByText('The same rows in the same order on all 2 backends').waitFor()
    },
  },
]
