import type { DoneMigration } from '../../contracts/migration-report.ts'
import { repeatedAs } from '../ledger/repeatables.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import { guarded } from '../guards/guard.ts'
import { requireTrue } from './assertions.ts'
import { entryOf, isRebuild, maySetAny, runTogether } from './finish.ts'
import { inTransaction, nameOf, type Run } from './run.ts'

/** Runs a repeatable text in one transaction with its entry, unless another host was faster. Undefined then. */
export const applyRepeatable = async (
  run: Run,
  migration: LoadedMigration,
): Promise<DoneMigration | undefined> => {
  const { ledger, workshop, limits } = run
  const { version, name, checksum, up, accept, isRepeatable } = migration
  const start = performance.now()
  const { units: list, directives, facts } = scriptUnits(migration, up, run.context)
  const units = list as readonly Together[]
  const text = up.kind === 'sql' ? up.text : ''
  const guard = { text, file: nameOf(migration), accept, isRepeatable, version, facts, directives }
  const isDone = await inTransaction(
    run,
    async (work) => {
      const { tx } = work
      if ((await repeatedAs(tx, ledger, name)) === checksum) return false
      await requireTrue(work, directives.before)
      const backups = await guarded(run, work, guard, () => runTogether(run, work, units))
      await requireTrue(work, directives.after)
      const { statements, duration } = entryOf(migration, { units }, start)
      await ledger.recordRepeated(tx, { name, checksum, statements, duration })
      await ledger.tell(tx, version, 'repeated', {
        name,
        checksum,
        backups,
        proof: work.notes.told,
      })
      return true
    },
    { rebuilds: units.some(isRebuild), maySet: maySetAny(units) },
  )
  if (!isDone) return undefined
  if ((await workshop.read((session) => repeatedAs(session, ledger, name), limits)) !== checksum)
    throw new Error('the engine reported a commit, and the entry in the ledger is not there')
  return { version, name, duration: Math.round(performance.now() - start) }
}
