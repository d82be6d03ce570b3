import type { PlacedStatement, Rebuild } from '../../contracts/hazard.ts'
import type { ObjectName, StatementFacts } from '../../contracts/statement-facts.ts'
import { Places } from './places.ts'
import { sameTable } from './writes.ts'

/** The tables that a list of statements rebuilds. */
export const rebuildsIn = (statements: readonly StatementFacts[], known?: Places): readonly Rebuild[] => {
  if (!statements.some(renames)) return []
  const places = known ?? new Places(statements)
  const rebuilds: Rebuild[] = []
  for (const [rename, facts] of statements.entries()) {
    if (facts.kind !== 'alter-table') continue
    const { table } = facts
    const to = facts.actions.find((action) => action.kind === 'rename-table')?.to
    if (to === undefined) continue
    const drops = places.about(to).filter((placed) => isDrop(placed, to))
    const before = drops.findLast(({ at }) => at < rename)
    if (before !== undefined && places.made(table, rename) !== undefined)
      rebuilds.push({ table: to, replacement: table, drop: before.at, rename, order: 'new-first' })
    const after = drops.find(({ at }) => at > rename)
    const isRemade = places
      .about(table)
      .some(
        ({ at, facts: other }) =>
          at > rename && other.kind === 'create-table' && sameTable(other.table, table),
      )
    if (after !== undefined && isRemade)
      rebuilds.push({ table, replacement: to, drop: after.at, rename, order: 'old-first' })
  }
  return rebuilds
}

const renames = (facts: StatementFacts): boolean =>
  facts.kind === 'alter-table' && facts.actions.some(({ kind }) => kind === 'rename-table')

const isDrop = ({ facts }: PlacedStatement, table: ObjectName): boolean =>
  facts.kind === 'drop' && facts.object === 'table' && facts.names.some((name) => sameTable(name, table))
