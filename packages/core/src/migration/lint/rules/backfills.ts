import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import { counted } from '../counted.ts'

const manyRows = 100_000

function* unbatched({ statements, existed }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'update' || facts.limit || !existed(facts.table, at)) continue
    const { table } = facts
    const message = `updates ${table.written} in one statement`
    yield {
      at,
      message,
      confirm: async (data) => {
        const rows = await data.rows(table)
        return rows < manyRows ? undefined : `${message}, and ${counted(rows, 'row is', 'rows are')} there`
      },
    }
  }
}

function* unordered({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (
      (facts.kind === 'update' || facts.kind === 'delete') &&
      facts.limit &&
      !(facts.ordered && facts.where)
    )
      yield { at, message: `takes some rows of ${facts.table.written}, and does not say which come first` }
}

export const backfills: readonly HazardRule[] = [
  {
    id: 'BF01',
    title: 'fills many rows in one transaction',
    level: 'warn',
    remedy: 'Use backfill(), which commits in batches and goes on where it stopped.',
    asks: 'rows',
    check: unbatched,
  },
  {
    id: 'BF02',
    title: 'takes a batch without an order or a condition',
    level: 'refuse',
    remedy: 'Order by the key and begin behind the last one, or use backfill().',
    check: unordered,
  },
]
