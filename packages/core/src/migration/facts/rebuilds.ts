import type { Rebuild } from '../../contracts/hazard.ts'
import type { ObjectName, StatementFacts } from '../../contracts/statement-facts.ts'
import { sameTable } from './writes.ts'

/** The tables that a list of statements rebuilds. */
export const rebuildsIn = (statements: readonly StatementFacts[]): readonly Rebuild[] => {
  const rebuilds: Rebuild[] = []
  statements.forEach((facts, rename) => {
    if (facts.kind !== 'alter-table') return
    const to = facts.actions.find((action) => action.kind === 'rename-table')?.to
    if (to === undefined) return
    const dropped = droppedBefore(statements, rename, to)
    if (dropped !== -1 && madeBefore(statements, rename, facts.table))
      rebuilds.push({ table: to, replacement: facts.table, drop: dropped, rename, order: 'new-first' })
    const drop = statements.findIndex((other, at) => at > rename && drops(other, to))
    const remade = statements.findIndex(
      (other, at) => at > rename && other.kind === 'create-table' && sameTable(other.table, facts.table),
    )
    if (drop !== -1 && remade !== -1)
      rebuilds.push({ table: facts.table, replacement: to, drop, rename, order: 'old-first' })
  })
  return rebuilds
}

const drops = (facts: StatementFacts, table: ObjectName): boolean =>
  facts.kind === 'drop' && facts.object === 'table' && facts.names.some((name) => sameTable(name, table))

const droppedBefore = (statements: readonly StatementFacts[], end: number, table: ObjectName): number =>
  statements.findLastIndex((facts, at) => at < end && drops(facts, table))

/** Whether the list itself made the table: then nothing is lost with it. */
export const madeBefore = (statements: readonly StatementFacts[], end: number, table: ObjectName): boolean =>
  statements.some((facts, at) => at < end && facts.kind === 'create-table' && sameTable(facts.table, table))
