import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { Entry } from '../ledger/ledger.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import { confirmCommitted, entryOf, runTogether } from './finish.ts'
import { NewTables } from './new-tables.ts'
import type { Run } from './run.ts'
import { stopWhenAborted } from './stop-when-aborted.ts'

/** Which of the pending ones may share a transaction, and how many and for how long, in milliseconds, it takes them in. */
export interface Bounds {
  readonly from: number
  readonly to: number
  readonly most: number
  readonly longest: number
}

/** What made a shared transaction fail: it was rolled back. */
export class FailedTogether extends Error {
  /** Where the migration is that failed; undefined when it was none of them. */
  readonly at: number | undefined
  override readonly cause: unknown

  constructor(at: number | undefined, cause: unknown) {
    super('a shared transaction failed')
    this.at = at
    this.cause = cause
  }
}

/**
 * Applies neighbours in one transaction with their entries, as many as touch only tables of this run, and reads the entries again. Throws `FailedTogether`
 * and has changed nothing then.
 */
export const applyTogether = async (
  run: Run,
  pending: readonly LoadedMigration[],
  tables: NewTables | undefined,
  { from, to, most, longest }: Bounds,
): Promise<{ readonly done: readonly DoneMigration[]; readonly tables: NewTables | undefined }> => {
  const { workshop, lock, limits, context, ledger } = run
  const members: { readonly migration: LoadedMigration; readonly entry: Entry }[] = []
  let made = tables
  let at: number | undefined
  try {
    await workshop.transaction(async (work) => {
      await lock.confirm(work)
      made = tables?.copy() ?? NewTables.beside(await context.readSchema(work))
      const deadline = performance.now() + longest
      for (let next = from; next < to && members.length < most && performance.now() < deadline; next++) {
        at = next
        const migration = pending[next]!
        const start = performance.now()
        const script = scriptUnits(migration, migration.up, context)
        if (!made.admit(migration, script)) break
        const { version, name } = migration
        run.tell({ phase: 'apply', version, name, done: next, total: pending.length })
        stopWhenAborted(limits)
        await runTogether(run, work, script.units as readonly Together[])
        members.push({ migration, entry: entryOf(migration, script, start) })
      }
      at = undefined
      if (members.length > 0) await ledger.recordAll(work.tx, members)
    }, limits)
  } catch (error) {
    throw new FailedTogether(at, error)
  }
  if (members.length > 0) await confirmCommitted(run, ...members.map(({ migration }) => migration))
  const done = members.map(({ migration: { version, name }, entry: { duration } }) => ({
    version,
    name,
    duration,
  }))
  return { done, tables: made }
}
