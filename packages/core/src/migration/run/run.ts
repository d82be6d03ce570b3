import { backUpTable } from '../backup/back-up-table.ts'
import { engineOf } from '../backup/engine-of.ts'
import type { MigrationProgress } from '../../contracts/migration-report.ts'
import type { EffectWatch } from '../proof/effect-watch.ts'
import { retryLocks } from './retry-locks.ts'
import { settingBack } from './setting-back.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { HeldLock } from '../lock/migration-lock.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { UnitLimits, Work, Workshop } from '../workshop.ts'

/** What every part of one run shares. */
export interface Run {
  readonly workshop: Workshop
  readonly ledger: Ledger
  readonly lock: HeldLock
  readonly limits: UnitLimits
  readonly safety: Safety
  readonly context: StepContext
  tell(progress: MigrationProgress): void
  /** In a rehearsal that tells effects: what the units of a migration do to tables. */
  readonly watch?: EffectWatch | undefined
  /** Lets the caller hold up a backfill between two batches. */
  throttle(progress: MigrationProgress): Promise<void>
}

/** What is done for the data, beside the transaction. */
export interface Safety {
  /** Hazards that would lose data must have been accepted. */
  readonly lint: boolean
  /** What a text takes away is copied first. */
  readonly backup: boolean
  /** What a text does not name, and the rows of a table that a verb makes anew, must be the same afterwards. */
  readonly prove: boolean
}

/** How a migration is named to people: by its file where it has one. */
export const nameOf = ({ file, version, name }: Pick<LoadedMigration, 'file' | 'version' | 'name'>): string =>
  file ?? (version === 0 ? `the repeatable text "${name}"` : `migration ${version} "${name}"`)

/** A transaction of the run. A host that was taken over is stopped at its first statement. `maySet`: its statements may leave a setting behind. */
export const inTransaction = <R>(
  run: Run,
  body: (work: Work) => Promise<R>,
  { maySet = false, ...options }: { readonly rebuilds?: boolean; readonly maySet?: boolean } = {},
): Promise<R> => {
  const { workshop, lock, limits, safety } = run
  return retryLocks(
    limits,
    (bytes) => workshop.parts.root.random(bytes),
    () =>
      settingBack(run, maySet, () =>
        workshop.transaction(
          async (work) => {
            await lock.confirm(work)
            return body({
              ...work,
              ...(safety.backup && { backUp: backingUp(run, work) }),
              proves: safety.prove,
            })
          },
          limits,
          options,
        ),
      ),
  )
}

const backingUp =
  ({ workshop, ledger, context }: Run, { ask }: Work): NonNullable<Work['backUp']> =>
  async (table, version) => {
    const request = { table, version, line: ledger.line, at: new Date(), engine: engineOf(workshop) }
    await backUpTable(ask, context.dialect, request)
  }
