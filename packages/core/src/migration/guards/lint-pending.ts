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
  const numbered = numberedFiles(migrations)
  for (const migration of pending) {
    const history = historyOf(migration, numbered)
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

/** The other files of the folder, as FS01 looks at them. Nothing for what comes from code. */
const historyOf = (
  { file, version }: LoadedMigration,
  numbered: ReadonlyMap<number, NumberedFile>,
): LintHistory | undefined => {
  const own = file === undefined ? undefined : numbered.get(version)
  if (own === undefined) return undefined
  return { number: own.number, others: [...numbered.values()].filter((each) => each !== own) }
}

type NumberedFile = LintHistory['others'][number]

/** By version, with the number as it is written in the name. */
const numberedFiles = (migrations: readonly LoadedMigration[]): ReadonlyMap<number, NumberedFile> =>
  new Map(
    migrations.flatMap(({ file, version }) => {
      const number = /^\d+/.exec(file ?? '')?.[0]
      return number === undefined ? [] : [[version, { file: file!, number }]]
    }),
  )
