import type { Rehearsal } from '../../contracts/rehearsal.ts'
import type { RunOptions } from '../../contracts/migrations.ts'
import { HoldfastError } from '../../errors.ts'
import { isAdditive } from '../facts/additive.ts'
import { reason } from '../run/failed-step.ts'
import { NewTables } from '../run/new-tables.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import { canCopy, onCopy } from './on-copy.ts'
import { rebuildsAny, rehearse } from './rehearse.ts'
import type { Telling } from './telling.ts'

/** Where the engine can do it: in one transaction, or on a copy of the database. */
export const rehearseSafely = (
  run: Run,
  pending: readonly LoadedMigration[],
  told?: Telling,
): Promise<Rehearsal> =>
  run.context.dialect.alter.rehearses === 'in-place' && !(mixes(run, pending) && canCopy(run.workshop))
    ? rehearse(run, pending, 'in-place', told)
    : onCopy(run, pending, told)

/** Whether references act in some of them and not in others, which one transaction cannot show. */
const mixes = (run: Run, pending: readonly LoadedMigration[]): boolean =>
  pending.some((one) => rebuildsAny(run, one)) &&
  pending.some((one) => !rebuildsAny(run, one) && !onlyAdds(run, one))

/** Before a run that could fail half-way: what would fail is found while nothing is done yet. Throws `migration` then. */
export const rehearseFirst = async (
  run: Run,
  pending: readonly LoadedMigration[],
  when: RunOptions['rehearse'] = 'auto',
): Promise<void> => {
  if (when === 'never' || pending.length === 0) return
  if (when === 'auto' && (pending.length < 2 || (await losesNothing(run, pending)))) return
  // A database that cannot be copied is still whole after a migration that fails.
  if (when === 'auto' && run.context.dialect.alter.rehearses === 'copy' && !canCopy(run.workshop)) return
  const { failed } = await rehearseSafely(run, pending, 'failure')
  if (failed === undefined) return
  run.limits.signal?.throwIfAborted()
  const told = {
    checksum: pending.find(({ version }) => version === failed.version)!.checksum,
    step: failed.step,
    rehearsal: true,
  }
  await inTransaction(run, ({ tx }) => run.ledger.tell(tx, failed.version, 'failed', told))
  const migration = pending.find(({ version }) => version === failed.version)!
  const place = failed.line === undefined ? '' : `, line ${failed.line}`
  throw new HoldfastError(
    'migration',
    `Cannot apply ${nameOf(migration)}${place}, at "${failed.step}": ${reason(failed.error)}; it was found in the rehearsal, and nothing was applied`,
    {
      report: {
        outcome: 'failed',
        applied: [],
        failed,
        notRun: pending
          .filter(({ version }) => version > failed.version)
          .map(({ version, name }) => ({ version, name })),
        duration: 0,
      },
      cause: failed.error,
    },
  )
}

/** Whether all of them only add, or write into tables that they make themselves. */
const losesNothing = async (run: Run, pending: readonly LoadedMigration[]): Promise<boolean> => {
  let tables: NewTables | undefined
  for (const migration of pending) {
    if (migration.up.kind !== 'sql') return false
    const script = scriptUnits(migration, migration.up, run.context)
    tables ??= NewTables.beside(await inTransaction(run, (work) => run.context.readSchema(work)))
    if (!tables.admit(migration, script) && !script.facts.every(isAdditive)) return false
  }
  return true
}

const onlyAdds = ({ context }: Run, migration: LoadedMigration): boolean =>
  migration.up.kind === 'sql' && scriptUnits(migration, migration.up, context).facts.every(isAdditive)
