import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { partMarks } from '../source/part-marks.ts'
import { scriptUnits, type ScriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { requireTrue } from './assertions.ts'
import { applyRepeatable } from './apply-repeatable.ts'
import { applySteps } from './apply-steps.ts'
import { confirmCommitted, entryOf, isRebuild, maySetAny, runTogether } from './finish.ts'
import { guarded } from '../guards/guard.ts'
import { isBegun } from './resume.ts'
import { inTransaction, nameOf, type Run } from './run.ts'

/** Done in the transaction that ends a migration, when its entry is written; `isShort`: nobody waits for what that transaction has locked. */
export type AtEnd = (work: Work, isShort: boolean) => Promise<void>

/** Applies one migration, unless another host was faster. Undefined then. */
export const applyMigration = async (
  run: Run,
  migration: LoadedMigration,
  atEnd?: AtEnd,
): Promise<DoneMigration | undefined> => {
  if (migration.isRepeatable === true) return applyRepeatable(run, migration)
  const start = performance.now()
  const script = scriptUnits(migration, migration.up, run.context)
  const isDone = script.isOneTransaction
    ? await applyAtOnce(run, migration, script, start, atEnd)
    : await applySteps(run, migration, script, start, atEnd)
  const { version, name } = migration
  return isDone ? { version, name, duration: Math.round(performance.now() - start) } : undefined
}

const applyAtOnce = async (
  run: Run,
  migration: LoadedMigration,
  { units: list, directives, facts }: ScriptUnits,
  start: number,
  atEnd: AtEnd | undefined,
): Promise<boolean> => {
  const { ledger } = run
  const { version } = migration
  const units = list as readonly Together[]
  const isDone = await inTransaction(
    run,
    async (work) => {
      const found = await ledger.find(work.tx, version)
      if (found?.outcome === 'applied') return false
      // It was begun in steps, and must not begin again as a whole.
      if (found !== undefined && (await isBegun(work.tx, ledger, migration, []))) return false
      await requireTrue(work, directives.before)
      const text = migration.up.kind === 'sql' ? migration.up.text : ''
      const guard = { text, file: nameOf(migration), accept: migration.accept, version, facts, directives }
      const backups = await guarded(run, work, guard, () => runTogether(run, work, units))
      await requireTrue(work, directives.after)
      await ledger.record(work.tx, migration, entryOf(migration, { units }, start))
      await ledger.tell(work.tx, version, 'applied', {
        checksum: migration.checksum,
        backups,
        parts: partMarks(migration.up),
        proof: work.notes.told,
      })
      await atEnd?.(work, false)
      return true
    },
    { rebuilds: units.some(isRebuild), maySet: maySetAny(units) },
  )
  if (isDone) await confirmCommitted(run, migration)
  return isDone
}
