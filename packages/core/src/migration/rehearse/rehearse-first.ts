import type { Rehearsal } from '../../contracts/rehearsal.ts'
import type { RunOptions } from '../../contracts/migrations.ts'
import type { DoneMigration, FailedMigration } from '../../contracts/migration-report.ts'
import { hasCode, HoldfastError, isOutcomeUnknown, isRetryable } from '../../errors.ts'
import { isAdditive } from '../facts/additive.ts'
import { admitsAll, applyTogether, FailedTogether } from '../run/apply-together.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { FailedStep, reason } from '../run/failed-step.ts'
import { NewTables } from '../run/new-tables.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import { stopWhenAborted } from '../run/stop-when-aborted.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import { leftOut } from './left-out.ts'
import { canCopy, onCopy } from './on-copy.ts'
import { rebuildsAny, rehearse } from './rehearse.ts'
import type { Telling } from './telling.ts'

/**
 * Where the engine can do it: in one transaction, or on a copy of the database. Also on a copy what a transaction could not show. A database that cannot be copied, or is
 * larger than `copyBytes`, is told as such, and as no failure.
 */
export const rehearseSafely = async (
  run: Run,
  pending: readonly LoadedMigration[],
  { telling = 'effects', copyBytes = usualCopy }: { readonly telling?: Telling; readonly copyBytes?: number },
): Promise<Rehearsal> => {
  const isInPlace = run.context.dialect.alter.rehearses === 'in-place'
  const tried =
    isInPlace && !(mixes(run, pending) && canCopy(run.workshop))
      ? await rehearse(run, pending, 'in-place', telling)
      : undefined
  if (tried !== undefined && !wantsCopy(run, tried, telling)) return tried
  try {
    const found = await onCopy(run, pending, telling, copyBytes)
    return tried === undefined ? found : { ...found, survives: tried.survives }
  } catch (error) {
    const why = reason(error, run.context.dialect)
    if (!cannotCopy.some((code) => hasCode(error, code))) throw error
    if (tried !== undefined) return withReason(tried, why)
    const notRehearsed = leftOut(pending, why)
    return {
      outcome: 'incomplete',
      where: 'copy',
      migrations: [],
      notRehearsed,
      untried: [],
      survives: [],
      duration: 0,
    }
  }
}

/** The largest database that is copied for a rehearsal, in bytes. */
const usualCopy = 2_147_483_648

/** Why there may be no copy, which says nothing of the migrations. */
const cannotCopy = [
  'too-large',
  'disk-full',
  'unsupported',
  'permission',
  'in-use',
  'busy',
  'timeout',
  'read-only',
] as const

/** What a file is copied for, a database on a server is not: a start does not copy it, and neither does a statement that only cannot be tried. */
const wantsCopy = ({ workshop }: Run, { outcome, untried }: Rehearsal, telling: Telling): boolean =>
  canCopy(workshop)
    ? outcome === 'incomplete' || untried.length > 0
    : outcome === 'incomplete' && telling !== 'failure' && workshop.engine.driver.scratch !== undefined

/** Says, of the first that was left out, why it was not tried on a copy either. */
const withReason = (tried: Rehearsal, why: string): Rehearsal => {
  const added = `; and on a copy it was not tried: ${why}`
  const [first, ...others] = tried.notRehearsed
  if (first !== undefined)
    return { ...tried, notRehearsed: [{ ...first, because: `${first.because}${added}` }, ...others] }
  return { ...tried, untried: tried.untried.map((what, at) => (at === 0 ? `${what}${added}` : what)) }
}

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
  { rehearse: when = 'auto', copyBytes }: Pick<RunOptions, 'rehearse' | 'copyBytes'>,
): Promise<readonly DoneMigration[]> => {
  if (when === 'never' || pending.length === 0) return []
  const start = performance.now()
  if (when === 'auto' && (pending.length < 2 || pending.every((one) => onlyAdds(run, one)))) return []
  if (when === 'auto') {
    const done = await applyWhole(run, pending, start)
    if (done.length > 0) return done
  }
  // What is half-way was rehearsed before it began, and its first steps would fail a second time.
  if (when === 'auto' && (await isHalfWay(run))) return []
  const { failed, notRehearsed } = await rehearseSafely(run, pending, {
    telling: 'failure',
    ...(copyBytes === undefined ? {} : { copyBytes }),
  })
  if (failed !== undefined) await refuseRehearsed(run, pending, failed, start)
  // What could not be tried is no reason to stop: the database is whole after a migration that fails.
  const [first] = notRehearsed
  if (first !== undefined)
    run.workshop.engine.tracer.log('warn', 'maintenance', `not rehearsed: ${first.because}`, {
      'holdfast.migration': first.version,
    })
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
  start: number,
): Promise<readonly DoneMigration[]> => {
  // What cannot be told from the texts is asked of the database, in the transaction.
  if (!admitsAll(run, pending, NewTables.unknown())) return []
  try {
    const bounds = { from: 0, to: pending.length, most: Infinity, longest: Infinity, isWhole: true }
    const { done } = await applyTogether(run, pending, undefined, bounds)
    if (done.length > 0) run.tell({ phase: 'apply', done: done.length, total: done.length })
    return done
  } catch (error) {
    if (!(error instanceof FailedTogether)) throw error
    const { at, cause } = error
    if (isOutcomeUnknown(cause)) throw cause
    const isOfText = cause instanceof FailedStep && !isRetryable(cause.cause)
    if (at !== undefined && isOfText)
      await refuseRehearsed(run, pending, failedMigration(pending[at]!, cause, 'old'), start)
    return []
  }
}

const refuseRehearsed = async (
  run: Run,
  pending: readonly LoadedMigration[],
  failed: FailedMigration,
  start: number,
): Promise<never> => {
  stopWhenAborted(run.limits)
  // Repeatable texts have no number of their own.
  const at = pending.findIndex(({ version, name }) => version === failed.version && name === failed.name)
  const migration = pending[at]!
  const told = {
    checksum: migration.checksum,
    ...(migration.isRepeatable === true && { name: migration.name }),
    step: failed.step,
    code: failed.error instanceof HoldfastError ? failed.error.code : undefined,
    rehearsal: true,
  }
  await inTransaction(run, ({ tx }) => run.ledger.tell(tx, failed.version, 'failed', told))
  const place = failed.line === undefined ? '' : `, line ${failed.line}`
  throw new HoldfastError(
    'migration',
    `Cannot apply ${nameOf(migration)}${place}, at "${failed.step}": ${reason(failed.error, run.context.dialect)}; it was found in the rehearsal, and nothing was applied`,
    {
      report: {
        outcome: 'failed',
        applied: [],
        failed,
        notRun: pending.filter((one) => one !== migration).map(({ version, name }) => ({ version, name })),
        duration: Math.round(performance.now() - start),
      },
      cause: failed.error,
      retryable: isRetryable(failed.error),
    },
  )
}

const onlyAdds = ({ context }: Run, migration: LoadedMigration): boolean =>
  migration.up.kind === 'sql' && scriptUnits(migration, migration.up, context).facts.every(isAdditive)
