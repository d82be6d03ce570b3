import type { Rebuild } from '../../contracts/hazard.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import type { Directives } from '../../contracts/sql-script.ts'
import type { Dialect } from '../../database/dialect.ts'
import { HoldfastError } from '../../errors.ts'
import { rebuildsIn } from '../facts/rebuilds.ts'
import { compareStock, tellDifferences, type Difference } from '../proof/compare-stock.ts'
import type { Declared } from '../proof/stock.ts'
import { retakeStock, takeStock } from '../proof/take-stock.ts'
import type { Work } from '../workshop.ts'
import { reachOf } from './reachable.ts'

/**
 * Runs statements and proves that they changed only what they name: every other table that they could reach holds the same rows as before, and a
 * table that they make anew the same rows in the columns that are left. Reads each of those twice. Throws `migration`, whose `report` has the
 * differences, and the caller rolls back.
 */
export const conserving = async (
  { ask, attempt, notes }: Pick<Work, 'ask' | 'attempt' | 'notes'>,
  dialect: Dialect,
  schema: SchemaModel,
  facts: readonly StatementFacts[],
  { changes }: Pick<Directives, 'changes'>,
  body: () => Promise<void>,
): Promise<void> => {
  const { named, behind } = reachOf(facts, schema)
  const remade = remadeTables(rebuildsIn(facts), schema)
  const declared: readonly Declared[] = [
    ...[...named].filter((table) => !remade.includes(table)).map((table) => ({ table })),
    ...changes.map(({ table, columns }) => ({
      table: bare(table),
      ...(columns === undefined ? {} : { columns: columns.map(bare) }),
    })),
  ]
  const watched = [...behind.map(({ name }) => name), ...remade]
  if (watched.length === 0) return body()
  const before = await takeStock(ask, dialect, watched, declared)
  await body()
  const after = await retakeStock(ask, dialect, before, {}, attempt)
  const differences = compareStock(before, after, declared)
  if (differences.length > 0) throw changedMore(differences)
  notes.conserved(before.tables)
}

const remadeTables = (rebuilds: readonly Rebuild[], { tables }: SchemaModel): readonly string[] =>
  tables
    .filter(({ name }) => rebuilds.some(({ table }) => table.key.toLowerCase() === name.toLowerCase()))
    .map(({ name }) => name)

/** As the engine knows it: a directive writes it with or without quotes. */
const bare = (name: string): string => name.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')

const changedMore = (differences: readonly Difference[]): HoldfastError => {
  const { table, columns } = differences[0]!
  const line = columns === undefined ? table : `${table}(${columns.join(', ')})`
  return new HoldfastError(
    'migration',
    `it changed what it does not name: ${tellDifferences(differences)}; if that is meant, say so in the file with "-- changes: ${line}"`,
    { report: { differences } },
  )
}
