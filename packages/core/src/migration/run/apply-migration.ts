import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits, type ScriptUnits } from '../units/script-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import { requireTrue } from './assertions.ts'
import { applySteps } from './apply-steps.ts'
import type { Work } from '../workshop.ts'
import { noting } from './failed-step.ts'
import { withReferencesChecked } from './reference-check.ts'
import { guarded } from '../guards/guard.ts'
import { inTransaction, nameOf, type Run } from './run.ts'

/** Applies one migration, unless another host was faster. Undefined then. */
export const applyMigration = async (
  run: Run,
  migration: LoadedMigration,
): Promise<DoneMigration | undefined> => {
  const start = performance.now()
  const script = scriptUnits(migration, migration.up, run.context)
  const isDone = script.isOneTransaction
    ? await applyAtOnce(run, migration, script, start)
    : await applySteps(run, migration, script, start)
  const { version, name } = migration
  return isDone ? { version, name, duration: Math.round(performance.now() - start) } : undefined
}

const applyAtOnce = async (
  run: Run,
  migration: LoadedMigration,
  { units: list, directives, facts }: ScriptUnits,
  start: number,
): Promise<boolean> => {
  const { ledger } = run
  const { version } = migration
  const units = list as readonly Together[]
  const isDone = await inTransaction(
    run,
    async (work) => {
      if ((await ledger.find(work.tx, version))?.outcome === 'applied') return false
      await requireTrue(work, directives.before)
      const text = migration.up.kind === 'sql' ? migration.up.text : ''
      const guard = { text, file: nameOf(migration), accept: migration.accept, version, facts, directives }
      const backups = await guarded(run, work, guard, () => runTogether(run, work, units))
      await requireTrue(work, directives.after)
      await ledger.record(work.tx, migration, entryOf(migration, units, start))
      await ledger.tell(work.tx, version, 'applied', { checksum: migration.checksum, backups })
      return true
    },
    { rebuilds: units.some(isRebuild) },
  )
  if (isDone) await confirmCommitted(run, migration)
  return isDone
}

const isRebuild = ({ rebuilds }: Together): boolean => rebuilds === true

/** Units that share a transaction. */
export const runTogether = (
  { context }: Pick<Run, 'context'>,
  work: Work,
  units: readonly Together[],
): Promise<void> => {
  const all = async (): Promise<void> => {
    for (const unit of units) await noting(unit, () => unit.run(work))
  }
  return units.some(isRebuild) ? withReferencesChecked(work, context.dialect, all) : all()
}

export const entryOf = (
  { up }: LoadedMigration,
  units: readonly Unit[],
  start: number,
): {
  readonly kind: 'sql' | 'code'
  readonly statements: number
  readonly duration: number
  readonly outcome: 'applied'
} => ({
  kind: up.kind === 'sql' ? 'sql' : 'code',
  statements: units.reduce((sum, { statements }) => sum + statements.length, 0),
  duration: Math.round(performance.now() - start),
  outcome: 'applied',
})

/** Two engines answer the COMMIT of a failed transaction as if it had succeeded; only what can be read afterwards is true. */
export const confirmCommitted = async (
  { ledger, workshop, limits }: Run,
  { version, checksum }: LoadedMigration,
): Promise<void> => {
  const found = await workshop.read((session) => ledger.find(session, version), limits)
  if (found?.outcome === 'applied' && found.checksum === checksum) return
  throw new Error('the engine reported a commit, and the entry in the ledger is not there')
}
