import type { Finding } from '../../contracts/hazard.ts'
import { nameOf } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Work, Workshop } from '../workshop.ts'
import { hazardsOf } from './judge-hazards.ts'

/** The hazards of texts that are pending, each judged by what is there now. */
export const lintPending = async (
  work: Work,
  { engine }: Workshop,
  context: StepContext,
  pending: readonly LoadedMigration[],
): Promise<readonly Finding[]> => {
  const schema = await context.readSchema(work)
  const found: Finding[] = []
  for (const migration of pending) {
    const { up, accept, isOneTransaction: transaction, isRepeatable } = migration
    if (up.kind !== 'sql') continue
    const text = { text: up.text, file: nameOf(migration), accept, transaction, isRepeatable }
    found.push(...(await hazardsOf(work, context.dialect, engine.driver.facts.version, schema, text)))
  }
  return found
}
