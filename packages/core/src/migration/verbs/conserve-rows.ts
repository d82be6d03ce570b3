import type { StatementFacts } from '../../contracts/statement-facts.ts'
import type { TableChange } from '../../database/alter-form.ts'
import type { Dialect } from '../../database/dialect.ts'
import { HoldfastError } from '../../errors.ts'
import { factsOf } from '../facts/facts-of.ts'
import { writes } from '../facts/writes.ts'
import { compareStock, tellDifferences } from '../proof/compare-stock.ts'
import type { Declared, StockRenames } from '../proof/stock.ts'
import { stockOf, stockAgain } from '../proof/take-stock.ts'
import type { Work } from '../workshop.ts'

/** Changes of one table, which every row of it outlives. */
export interface ChangedTogether {
  readonly table: string
  readonly changes: readonly TableChange[]
}

/**
 * Runs `body`, which sends the texts of such changes, and proves that the table holds the same rows in the columns that are neither dropped nor of another
 * type. What `alter table` and an index do in place the engine answers for, and that is not measured; whatever a dialect does beside them with rows is,
 * judged by its texts, so that no dialect can forget to say so. Reads the table twice. Throws `migration`, whose `report` has the differences.
 */
export const conservingRows = async (
  { ask, attempt, proves, notes }: Pick<Work, 'ask' | 'attempt' | 'proves' | 'notes'>,
  dialect: Dialect,
  { table, changes }: ChangedTogether,
  texts: readonly string[],
  body: () => Promise<void>,
): Promise<void> => {
  if (proves !== true || !texts.some((text) => movesRows(text, dialect))) return body()
  const columns = changes.flatMap((one) =>
    one.kind === 'drop-column' || one.kind === 'retype-column' ? [one.column] : [],
  )
  const declared: readonly Declared[] = columns.length === 0 ? [] : [{ table, columns }]
  const before = { tables: await stockOf(ask, dialect, [table], declared), broken: [] }
  await body()
  const after = {
    tables: await stockAgain(ask, dialect, before.tables, renamesIn(table, changes), attempt),
    broken: [],
  }
  const differences = compareStock(before, after, declared)
  if (differences.length === 0) return notes.conserved(before.tables)
  throw new HoldfastError(
    'migration',
    `making the table anew did not keep its rows: ${tellDifferences(differences)}; that is a fault of the backend, which only its authors can mend`,
    { table, report: { differences } },
  )
}

const movesRows = (text: string, { lexicon }: Dialect): boolean => {
  const facts: StatementFacts = factsOf({ text, line: 1, words: '' }, lexicon)
  if (facts.kind === 'alter-table' || facts.kind === 'create-index') return false
  return facts.kind === 'unknown' || facts.kind === 'call' || writes(facts).length > 0
}

const renamesIn = (table: string, changes: readonly TableChange[]): StockRenames => {
  const to = changes.flatMap((one) => (one.kind === 'rename-table' ? [one.to] : []))[0]
  const columns = changes.flatMap((one) =>
    one.kind === 'rename-column' ? [[one.column, one.to] as const] : [],
  )
  return {
    ...(to === undefined ? {} : { tables: { [table]: to } }),
    columns: { [table]: Object.fromEntries(columns) },
  }
}
