import type { ScriptUnits } from '../units/script-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Work } from '../workshop.ts'
import { breather } from '../breathe.ts'
import { guarded } from '../guards/guard.ts'
import { keepingSettings } from './keep-session.ts'
import { noting } from './failed-step.ts'
import { withReferencesChecked } from './reference-check.ts'
import type { Run } from './run.ts'

export const isRebuild = ({ rebuilds }: Together): boolean => rebuilds === true

/** Units that share a transaction. */
export const runTogether = async (run: Run, work: Work, units: readonly Together[]): Promise<void> => {
  const { dialect } = run.context
  const all = async (): Promise<void> => {
    const breathe = breather()
    for (const unit of units) {
      await breathe()
      const { guard } = unit
      await noting(unit, async () => {
        const body = (): Promise<void> =>
          run.watch === undefined ? unit.run(work) : run.watch.during(work.ask, () => unit.run(work))
        if (guard === undefined) await body()
        else await guarded(run, work, guard, body)
      })
    }
  }
  const body = async (): Promise<void> => {
    await (units.some(isRebuild) ? withReferencesChecked(work, dialect, all) : all())
  }
  await (maySetAny(units) ? keepingSettings(work.execute, dialect, body) : body())
}

/** Whether one of them may leave a setting behind. */
export const maySetAny = (units: readonly Unit[]): boolean =>
  units.some((unit) => unit.form !== 'batches' && unit.maySet === true)

/** What the ledger says of a migration that is done. */
export const entryOf = (
  { up }: LoadedMigration,
  { units }: Pick<ScriptUnits, 'units'>,
  start: number,
): {
  readonly kind: 'sql' | 'code'
  readonly statements: number
  readonly duration: number
  readonly outcome: 'applied'
} => ({
  kind: up.kind === 'sql' ? 'sql' : 'code',
  statements: units.reduce((sum: number, { statements }: Unit) => sum + statements.length, 0),
  duration: Math.round(performance.now() - start),
  outcome: 'applied',
})

/** Two engines answer the COMMIT of a failed transaction as if it had succeeded; only what can be read afterwards is true. */
export const confirmCommitted = async (
  { ledger, workshop, limits }: Run,
  ...migrations: readonly LoadedMigration[]
): Promise<void> => {
  const versions = migrations.map(({ version }) => version)
  const found = await workshop.read((session) => ledger.applied(session, versions), limits)
  if (migrations.every(({ version, checksum }) => found.get(version) === checksum)) return
  throw lostCommit('the entry in the ledger')
}

/** Nothing may be built on what is not there. */
export const lostCommit = (what: string): Error =>
  new Error(`the engine reported a commit, and ${what} is not there`)
