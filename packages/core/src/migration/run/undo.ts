import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { BackupPolicy } from '../../contracts/migrations.ts'
import { backUpFirst } from '../backup/back-up-first.ts'
import { requireTrue } from './assertions.ts'
import { guarded } from '../guards/guard.ts'
import { tryUnit } from '../rehearse/try-unit.ts'
import type { LoadedMigration, LoadedScript } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { inOrder } from './apply-all.ts'
import { rememberSchema } from './drift.ts'
import { keepingSettings } from './keep-session.ts'
import { noting } from './failed-step.ts'
import { isRebuild, maySetAny, runTogether } from './finish.ts'
import { inTransaction, nameOf, type Run } from './run.ts'
import { undoing } from './undoing.ts'

/** Undoes what was applied above `to`, newest first, each in a transaction with the end of its entry. Throws `migration` as applying does. */
export const undo = async (
  run: Run,
  source: readonly LoadedMigration[],
  to: number,
  policy: BackupPolicy,
): Promise<readonly DoneMigration[]> => {
  const applied = (await run.workshop.read((session) => run.ledger.read(session), run.limits)) ?? []
  const wanted = applied
    .filter(({ version }) => version > to)
    .reverse()
    .map(({ version, name, outcome }) => {
      const migration = source.find((one) => one.version === version)
      const action = `undo ${migration === undefined ? `${version} "${name}"` : nameOf(migration)}`
      if (migration?.down === undefined)
        throw refuse(action, 'it has no down; write one beside it, or restore a backup')
      if (outcome !== 'applied')
        throw refuse(action, 'it was left half-way; finish it with apply() (holdfast up) first')
      return withDownFile(migration, migration.down)
    })
  await backUpFirst(run, wanted, policy, 'down')
  const undone = await inOrder(run, wanted, 'undo', undoOne)
  if (undone.length > 0) await rememberSchema(run, to)
  return undone
}

/** What goes wrong stands in the file that undoes it. */
const withDownFile = (migration: LoadedMigration, down: LoadedScript): LoadedMigration =>
  down.kind === 'sql' && down.file !== undefined ? { ...migration, file: down.file } : migration

/** Undoes one in a transaction of its own with the end of its entry. */
export const undoOne = async (run: Run, migration: LoadedMigration): Promise<DoneMigration> => {
  const start = performance.now()
  const { ledger } = run
  const { version, name, checksum } = migration
  await inTransaction(
    run,
    async (work) => {
      await undoWithin(run, work, migration)
      await ledger.forget(work.tx, version)
      await ledger.tell(work.tx, version, 'rolled-back', { checksum })
    },
    { rebuilds: undoRebuilds(run, migration), maySet: maySetAny(downUnits(run, migration)) },
  )
  return { version, name, duration: Math.round(performance.now() - start) }
}

/** Whether undoing it makes tables anew, which no reference may act on. */
export const undoRebuilds = (run: Run, migration: LoadedMigration): boolean =>
  downUnits(run, migration).some((unit) => unit.form === 'together' && isRebuild(unit))

/** None for one that has no down. */
export const downUnits = ({ context }: Run, migration: LoadedMigration): readonly Unit[] =>
  migration.down === undefined ? [] : scriptUnits(migration, migration.down, context).units

/** Undoes one within the transaction that is there, and leaves the ledger alone. */
export const undoWithin = (run: Run, work: Work, migration: LoadedMigration): Promise<void> =>
  undoing(migration, () => undoBody(run, work, migration))

const undoBody = async (run: Run, work: Work, migration: LoadedMigration): Promise<void> => {
  const { version, accept } = migration
  const script = migration.down!
  const { units, directives, facts, isOneTransaction } = scriptUnits(migration, script, run.context)
  const text = script.kind === 'sql' ? script.text : ''
  const file = script.kind === 'sql' ? (script.file ?? nameOf(migration)) : nameOf(migration)
  const body = async (): Promise<void> => {
    if (isOneTransaction) return runTogether(run, work, units as readonly Together[])
    await keepingSettings(work.execute, run.context.dialect, async () => {
      for (const unit of units) {
        const untried: string[] = []
        await noting(unit, async () => {
          await tryUnit(run, work, unit, untried)
          if (untried.length > 0) throw refuse('undo it', 'this cannot be in a transaction')
        })
      }
    })
  }
  await requireTrue(work, directives.before)
  await guarded(run, work, { text, file, accept, version, facts, directives }, body)
  await requireTrue(work, directives.after)
}
