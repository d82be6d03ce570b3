import type { MigrationStep } from '../../contracts/migration-step.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import { writes } from '../facts/writes.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { ScriptUnits } from '../units/script-units.ts'

/** What the texts of a migration do, those among its steps included. Each text once. */
export const factsIn = ({ facts, units }: ScriptUnits): readonly StatementFacts[] => [
  ...new Set([facts, ...units.flatMap(({ form, ...unit }) => guardFacts(form, unit))].flat()),
]

const guardFacts = (form: string, unit: object): readonly (readonly StatementFacts[])[] => {
  const { guard } = unit as { readonly guard?: { readonly facts: readonly StatementFacts[] } }
  return form === 'batches' || guard === undefined ? [] : [guard.facts]
}

/** Without those of our own lines, which only add. */
export const stepsOf = ({ up }: Pick<LoadedMigration, 'up'>): readonly MigrationStep[] =>
  up.kind === 'steps'
    ? up.steps.flatMap((step) =>
        step.kind === 'own-table' || step.kind === 'own-columns' || step.kind === 'own-vacuum' ? [] : [step],
      )
    : []

/** The tables that a migration names as what it changes, those of its steps included, as `tables` spells them. */
export const namedTables = (
  migration: LoadedMigration,
  script: ScriptUnits,
  tables: readonly string[],
): readonly string[] => {
  const inTexts = factsIn(script).flatMap((one) => writes(one).map(({ key }) => key.toLowerCase()))
  const inSteps = stepsOf(migration).flatMap((step) =>
    'table' in step ? [typeof step.table === 'string' ? step.table : ''] : [],
  )
  const named = new Set([...inTexts, ...inSteps.map((name) => name.toLowerCase())])
  return tables.filter((name) => named.has(name.toLowerCase()))
}
