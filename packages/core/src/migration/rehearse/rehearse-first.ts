import type { Rehearsal } from '../../contracts/rehearsal.ts'
import type { RunOptions } from '../../contracts/migrations.ts'
import type { DoneMigration, FailedMigration } from '../../contracts/migration-report.ts'
import { HoldfastError, isOutcomeUnknown, isRetryable } from '../../errors.ts'
import { isAdditive } from '../facts/additive.ts'
import { applyTogether, FailedTogether } from '../run/apply-together.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { FailedStep, reason } from '../run/failed-step.ts'
import { NewTables } from '../run/new-tables.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import { stopWhenAborted } from '../run/stop-when-aborted.ts'
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

/**
 * Before a run that could fail half-way: what would fail is found while nothing is done yet. Throws `migration` then. Where everything touches only tables
 * that the run makes itself, it is applied in one transaction instead, which finds the same; those are the answer.
 */
export const rehearseFirst = async (
  run: Run,
  pending: readonly LoadedMigration[],
  when: RunOptions['rehearse'] = 'auto',
): Promise<readonly DoneMigration[]> => {
  if (when === 'never' || pending.length === 0) return []
  if (when === 'auto' && (pending.length < 2 || pending.every((one) => onlyAdds(run, one)))) return []
  if (when === 'auto') {
    const done = await applyWhole(run, pending)
    if (done.length > 0) return done
  }
  // What is half-way was rehearsed before it began, and its first steps would fail a second time.
  if (when === 'auto' && (await isHalfWay(run))) return []
  // A database that cannot be copied is still whole after a migration that fails.
  if (when === 'auto' && run.context.dialect.alter.rehearses === 'copy' && !canCopy(run.workshop)) return []
  const { failed } = await rehearseSafely(run, pending, 'failure')
  if (failed !== undefined) await refuseRehearsed(run, pending, failed)
  return []
}

const isHalfWay = async ({ workshop, ledger, limits }: Run): Promise<boolean> => {
  const applied = await workshop.read((session) => ledger.read(session), limits)
  return applied?.some(({ outcome }) => outcome === 'started') ?? false
}

/** Applies all of them or none. None when they do more than that, or when it is not one of them that fails. */
const applyWhole = async (
  run: Run,
  pending: readonly LoadedMigration[],
): Promise<readonly DoneMigration[]> => {
  if (!(await losesNothing(run, pending))) return []
  try {
    const bounds = { from: 0, to: pending.length, most: Infinity, longest: Infinity }
    return (await applyTogether(run, pending, undefined, bounds)).done
  } catch (error) {
    if (!(error instanceof FailedTogether)) throw error
    const { at, cause } = error
    if (isOutcomeUnknown(cause)) throw cause
    const isOfText = cause instanceof FailedStep && !isRetryable(cause.cause)
    if (at !== undefined && isOfText)
      await refuseRehearsed(run, pending, failedMigration(pending[at]!, cause, 'old'))
    return []
  }
}

const refuseRehearsed = async (
  run: Run,
  pending: readonly LoadedMigration[],
  failed: FailedMigration,
): Promise<never> => {
  stopWhenAborted(run.limits)
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
    `Cannot apply ${nameOf(migration)}${place}, at "${failed.step}": ${reason(failed.error, run.context.dialect)}; it was found in the rehearsal, and nothing was applied`,
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

const onlyAdds = ({ context }: Run, migration: LoadedMigration): boolean =>
  migration.up.kind === 'sql' && scriptUnits(migration, migration.up, context).facts.every(isAdditive)

/** Whether all of them touch only tables that they make themselves. */
const losesNothing = async (run: Run, pending: readonly LoadedMigration[]): Promise<boolean> => {
  let tables: NewTables | undefined
  for (const migration of pending) {
    if (migration.up.kind !== 'sql') return false
    const script = scriptUnits(migration, migration.up, run.context)
    tables ??= NewTables.beside(await inTransaction(run, (work) => run.context.readSchema(work)))
    if (!tables.admit(migration, script)) return false
  }
  return true
}
