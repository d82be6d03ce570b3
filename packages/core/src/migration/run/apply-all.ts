import type { DoneMigration, FailedMigration, MigrationReport } from '../../contracts/migration-report.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { applyMigration } from './apply-migration.ts'
import { failedMigration } from './failed-migration.ts'
import { FailedStep, reason } from './failed-step.ts'
import { nameOf, type Run } from './run.ts'
import { SharedTransactions } from './shared-transactions.ts'

/** Applies them in order, up to the first that fails. Throws `migration` then, and its report tells all. */
export const applyAll = async (
  run: Run,
  pending: readonly LoadedMigration[],
): Promise<readonly DoneMigration[]> => {
  const start = performance.now()
  const applied: DoneMigration[] = []
  const shared = new SharedTransactions(run, pending)
  for (let index = 0; index < pending.length;) {
    const migration = pending[index]!
    const { version, name } = migration
    try {
      const together = await shared.apply(index)
      applied.push(...together)
      index += together.length
      if (together.length > 0) continue
      run.tell({ phase: 'apply', version, name, done: index, total: pending.length })
      run.limits.signal?.throwIfAborted()
      const done = await applyMigration(run, migration)
      if (done !== undefined) applied.push(done)
      index++
    } catch (error) {
      const failed = await describe(run, migration, error)
      const report: MigrationReport = {
        outcome: 'failed',
        applied,
        failed,
        notRun: pending.slice(index + 1).map((left) => ({ version: left.version, name: left.name })),
        duration: Math.round(performance.now() - start),
      }
      throw failure(migration, failed, report)
    }
  }
  run.tell({ phase: 'apply', done: pending.length, total: pending.length })
  return applied
}

const describe = async (run: Run, migration: LoadedMigration, thrown: unknown): Promise<FailedMigration> => {
  const { ledger, workshop, limits } = run
  const { version, checksum } = migration
  const error = thrown instanceof FailedStep ? thrown.cause : thrown
  const at = thrown instanceof FailedStep ? thrown : undefined
  // Whether the connection still answers is not known, so the failure is told as well as may be.
  const left = await workshop
    .read((session) => ledger.find(session, version), limits)
    .then(
      (entry) => (entry?.outcome === 'started' ? ('half' as const) : ('old' as const)),
      () => 'old' as const,
    )
  const told = {
    checksum,
    step: at?.title,
    line: at?.line,
    code: hasErrorCode(error) ? error.code : undefined,
  }
  const telling = workshop.transaction(({ tx }) => ledger.tell(tx, version, 'failed', told), limits)
  await telling.catch((second: unknown) => {
    workshop.engine.tracer.log('warn', 'maintenance', 'a failed migration could not be written down', {
      'error.type': hasErrorCode(second) ? second.code : 'unknown',
    })
  })
  return failedMigration(migration, thrown, left)
}

const hasErrorCode = (error: unknown): error is HoldfastError => error instanceof HoldfastError

const failure = (
  migration: LoadedMigration,
  failed: FailedMigration,
  report: MigrationReport,
): HoldfastError => {
  const { error, line, step, left } = failed
  if (hasCode(error, 'cancelled') || (error instanceof Error && error.name === 'AbortError'))
    return new HoldfastError('cancelled', `Cannot apply ${nameOf(migration)}: the signal was aborted`, {
      report,
      cause: error,
    })
  const place = line === undefined ? '' : `, line ${line}`
  const state =
    left === 'old'
      ? 'the database is as it was before this migration'
      : 'the steps before this one are done, and the next run goes on here'
  return new HoldfastError(
    'migration',
    `Cannot apply ${nameOf(migration)}${place}, at "${step}": ${reason(error)}; ${state}`,
    {
      report,
      cause: error,
      retryable: hasErrorCode(error) && error.retryable,
    },
  )
}
