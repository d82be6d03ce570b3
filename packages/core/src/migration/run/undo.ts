import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { BackupPolicy } from '../../contracts/migrations.ts'
import { backUpFirst } from '../backup/back-up-first.ts'
import { requireTrue } from './assertions.ts'
import { guarded } from '../guards/guard.ts'
import { tryUnit } from '../rehearse/rehearse.ts'
import type { LoadedMigration, LoadedScript } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import { inOrder } from './apply-all.ts'
import { rememberSchema } from './drift.ts'
import { noting } from './failed-step.ts'
import { isRebuild, runTogether } from './finish.ts'
import { inTransaction, nameOf, type Run } from './run.ts'

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
      if (outcome !== 'applied') throw refuse(action, 'it was left half-way; finish it with apply() first')
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

const undoOne = async (run: Run, migration: LoadedMigration): Promise<DoneMigration> => {
  const start = performance.now()
  const { ledger, context } = run
  const { version, name, accept, checksum } = migration
  const script = migration.down!
  const { units, directives, facts, isOneTransaction } = scriptUnits(migration, script, context)
  const text = script.kind === 'sql' ? script.text : ''
  const file = nameOf(migration)
  const body = async (work: Parameters<typeof runTogether>[1]): Promise<void> => {
    if (isOneTransaction) return runTogether(run, work, units as readonly Together[])
    for (const unit of units) {
      const untried: string[] = []
      await noting(unit, async () => {
        await tryUnit(run, work, unit, untried)
        if (untried.length > 0) throw refuse('undo it', 'this cannot be in a transaction')
      })
    }
  }
  await inTransaction(
    run,
    async (work) => {
      await requireTrue(work, directives.before)
      await guarded(run, work, { text, file, accept, version, facts, directives }, () => body(work))
      await requireTrue(work, directives.after)
      await ledger.forget(work.tx, version)
      await ledger.tell(work.tx, version, 'rolled-back', { checksum })
    },
    { rebuilds: units.some((unit) => unit.form === 'together' && isRebuild(unit)) },
  )
  return { version, name, duration: Math.round(performance.now() - start) }
}
