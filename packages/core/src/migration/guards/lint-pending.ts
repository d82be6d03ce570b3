import type { Finding } from '../../contracts/hazard.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Work, Workshop } from '../workshop.ts'
import { scriptUnits } from '../units/script-units.ts'
import { hazardsOf, type JudgedText } from './judge-hazards.ts'
import { judgedText } from './judged-text.ts'

/** The hazards of texts that are pending, each judged by what is there now. */
export const lintPending = async (
  work: Work,
  { engine }: Workshop,
  context: StepContext,
  pending: readonly LoadedMigration[],
): Promise<readonly Finding[]> => {
  const schema = await context.readSchema(work)
  const found: Finding[] = []
  const { version } = engine.driver.facts
  for (const text of pending.flatMap((migration) => textsOf(migration, context)))
    found.push(...(await hazardsOf(work, context.dialect, version, schema, text)))
  return found
}

/** The texts of a migration: itself, or what stands as SQL among its steps. */
const textsOf = (migration: LoadedMigration, context: StepContext): readonly JudgedText[] => {
  const { up } = migration
  if (up.kind === 'sql') return [judgedText(migration)]
  return scriptUnits(migration, up, context).units.flatMap((unit) =>
    unit.form === 'batches' || unit.guard === undefined ? [] : [unit.guard],
  )
}
