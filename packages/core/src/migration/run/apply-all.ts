import type { DoneMigration, FailedMigration, MigrationReport } from '../../contracts/migration-report.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { concerning } from './about.ts'
import { applyMigration } from './apply-migration.ts'
import type { Work } from '../workshop.ts'
import { isTakenOver } from '../lock/taken-over.ts'
import { rememberSchema, writeSchema } from './drift.ts'
import { failedMigration } from './failed-migration.ts'
import { FailedStep, reason } from './failed-step.ts'
import { leftBy } from './left-by.ts'
import { nameOf, type Run } from './run.ts'
import { noteSecond } from './second-failure.ts'
import { SharedTransactions } from './shared-transactions.ts'
import { stopWhenAborted } from './stop-when-aborted.ts'
import { toTheEnd } from './to-the-end.ts'

/** Applies them in order, up to the first that fails, and writes down the schema that they leave. Throws `migration` then, and its report tells all. */
export const applyAll = async (
  run: Run,
  pending: readonly LoadedMigration[],
): Promise<readonly DoneMigration[]> => {
  const isAlone = run.workshop.engine.driver.lanes.writers === 1
  let isWritten = false
  const done = await inOrder(run, pending, 'apply', (inner, migration) => {
    // The last one's transaction may do it, unless others wait for the tables that it has locked.
    const write = async (work: Work, isShort: boolean): Promise<void> => {
      isWritten = isAlone || isShort
      if (isWritten) await writeSchema(inner, work, migration.version)
    }
    return applyMigration(inner, migration, migration === pending.at(-1) ? write : undefined)
  })
  const last = done.at(-1)
  if (last !== undefined && !isWritten) await rememberSchema(run, last.version)
  return done
}

/** Does something with each migration in order, up to the first that fails. */
export const inOrder = async (
  run: Run,
  list: readonly LoadedMigration[],
  action: 'apply' | 'undo',
  body: (run: Run, migration: LoadedMigration) => Promise<DoneMigration | undefined>,
): Promise<readonly DoneMigration[]> => {
  const start = performance.now()
  const applied: DoneMigration[] = []
  const shared = action === 'apply' ? new SharedTransactions(run, list) : undefined
  for (let index = 0; index < list.length;) {
    const migration = list[index]!
    const { version, name } = migration
    const concerned = concerning(run, migration, action)
    try {
      const together = (await shared?.apply(index)) ?? []
      applied.push(...together)
      index += together.length
      if (together.length > 0) continue
      run.tell({ phase: 'apply', version, name, done: index, total: list.length })
      stopWhenAborted(run.limits)
      const done = await body(concerned, migration)
      if (done !== undefined) applied.push(done)
      index++
    } catch (error) {
      const failed = failedMigration(migration, error, await leftBy(concerned, version))
      if (!isTakenOver(failed.error))
        await writeDown(concerned, migration, action, error, applied.at(-1)?.version)
      const report: MigrationReport = {
        outcome: 'failed',
        applied,
        failed,
        notRun: list.slice(index + 1).map((left) => ({ version: left.version, name: left.name })),
        duration: Math.round(performance.now() - start),
      }
      throw failure(`Cannot ${action} ${nameOf(migration)}`, report, run)
    }
  }
  run.tell({ phase: 'apply', done: list.length, total: list.length })
  return applied
}

/** Keeps what is known of a failure, and the schema that those before it have left. Without the caller's signal, which may be why it failed. */
const writeDown = async (
  run: Run,
  { version, checksum, name, isRepeatable }: LoadedMigration,
  action: 'apply' | 'undo',
  thrown: unknown,
  last: number | undefined,
): Promise<void> => {
  const { ledger, workshop } = run
  const limits = toTheEnd(run.limits)
  const at = thrown instanceof FailedStep ? thrown : undefined
  const error = at === undefined ? thrown : at.cause
  const direction = action === 'undo' ? 'down' : undefined
  const about = { checksum, ...(isRepeatable === true && { name }) }
  const told = { ...about, step: at?.title, line: at?.line, code: codeOf(error), direction }
  await noteSecond(run, 'a failed migration could not be written down', async () => {
    await workshop.transaction(({ tx }) => ledger.tell(tx, version, 'failed', told), limits)
    if (last !== undefined) await rememberSchema({ ...run, limits }, last)
  })
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof HoldfastError ? error.code : undefined

const states: Readonly<Record<FailedMigration['left'], string>> = {
  old: 'the database is as it was before this migration',
  half: 'the steps before this one are done, and the next run goes on here',
  unknown: 'the database could not be asked what that has left, so ask status() when it answers again',
}

const failure = (action: string, report: MigrationReport, { context }: Run): HoldfastError => {
  const { error, line, step, left } = report.failed!
  if (hasCode(error, 'cancelled'))
    return new HoldfastError('cancelled', `${action}: the signal was aborted`, { report, cause: error })
  if (isTakenOver(error))
    return new HoldfastError('conflict', `${action}: ${reason(error, context.dialect)}`, {
      report,
      cause: error,
    })
  const place = line === undefined ? '' : `, line ${line}`
  return new HoldfastError(
    'migration',
    `${action}${place}, at "${step}": ${reason(error, context.dialect)}; ${states[left]}`,
    {
      report,
      cause: error,
      retryable: error instanceof HoldfastError && error.retryable,
    },
  )
}
