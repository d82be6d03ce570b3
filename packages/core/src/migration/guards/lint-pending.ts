import type { Finding, LintHistory } from '../../contracts/hazard.ts'
import { checkOptions } from '../../door/options.ts'
import type { LoadedMigration, LoadedSource } from '../source/loaded-migration.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Work, Workshop } from '../workshop.ts'
import { scriptUnits } from '../units/script-units.ts'
import { hazardsOf, type JudgedText } from './judge-hazards.ts'
import { judgedText } from './judged-text.ts'

export interface PendingLint {
  readonly portable?: boolean
}

/** Throws `TypeError` for what cannot be meant. */
export const checkPendingLint = (options: PendingLint): void => {
  const action = 'lint the migrations'
  checkOptions(options, ['portable'], action)
  if (options.portable !== undefined && typeof options.portable !== 'boolean')
    throw new TypeError(`Cannot ${action}: portable must be true or false`)
}

/** The hazards of texts that are pending, each judged by what is there now and by the files of its folder. */
export const lintPending = async (
  work: Work,
  { engine }: Workshop,
  context: StepContext,
  pending: readonly LoadedMigration[],
  { migrations }: Pick<LoadedSource, 'migrations'>,
  { portable = false }: PendingLint,
): Promise<readonly Finding[]> => {
  const schema = await context.readSchema(work)
  const found: Finding[] = []
  const { version } = engine.driver.facts
  for (const migration of pending) {
    const history = historyOf(migration, migrations)
    for (const [index, text] of textsOf(migration, context).entries()) {
      const about = { ...text, portable, ...(index === 0 && history !== undefined ? { history } : {}) }
      found.push(...(await hazardsOf(work, context.dialect, version, schema, about)))
    }
  }
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

/** How the numbers of the folder are written. Nothing for what comes from code, or has no number. */
const historyOf = (
  { file, version }: LoadedMigration,
  migrations: readonly LoadedMigration[],
): LintHistory | undefined => {
  const number = numberIn(file)
  if (number === undefined) return undefined
  const others = migrations.flatMap((other) => {
    const written = numberIn(other.file)
    return other.version === version || written === undefined ? [] : [{ file: other.file!, number: written }]
  })
  return { number, others }
}

const numberIn = (file: string | undefined): string | undefined => /^\d+/.exec(file ?? '')?.[0]
