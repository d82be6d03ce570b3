import type { Transaction } from '../../contracts/session.ts'
import { checksum } from '../text/normalise.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { refuse } from '../source/refuse.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Unit } from '../units/unit.ts'
import { nameOf } from './run.ts'

/** By what a step is known again. */
export const markOf = ({
  title,
  statements,
}: Unit): { readonly title: string; readonly checksum: string } => ({
  title,
  checksum: checksum(JSON.stringify([title, ...statements])),
})

/**
 * Whether an earlier run has done something of a migration. Throws `migration` when what it did is not what these steps say: going on would make a
 * database that no text describes.
 */
export const isBegun = async (
  tx: Transaction,
  ledger: Ledger,
  migration: LoadedMigration,
  units: readonly Unit[],
): Promise<boolean> => {
  const touched = await ledger.stepsDone(tx, migration.version)
  for (const { step, state, checksum: known } of touched) {
    const unit = units[step]
    if (unit !== undefined && markOf(unit).checksum === known) continue
    throw refuse(
      `go on with ${nameOf(migration)}`,
      `its step ${step + 1} was ${state === 'done' ? 'done' : 'done in part'} and has been edited since; put it back, and write the change behind the steps that were done`,
    )
  }
  return touched.length > 0
}
