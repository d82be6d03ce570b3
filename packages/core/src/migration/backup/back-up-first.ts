import type { BackupPolicy, RunOptions } from '../../contracts/migrations.ts'
import type { MigrationStep } from '../../contracts/migration-step.ts'
import { isAdditive } from '../facts/additive.ts'
import { factsIn, stepsOf } from '../rehearse/named-tables.ts'
import { inTransaction, type Run } from '../run/run.ts'
import type { LoadedMigration, LoadedScript } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import { backUpToFolder, pruneDatabaseBackups } from './database-backups.ts'
import { pruneBackups } from './prune-backups.ts'

export const policyOf = ({ backup }: Pick<RunOptions, 'backup'>): BackupPolicy =>
  typeof backup === 'object' ? backup : {}

/** Copies the whole database, in the way that the caller has chosen, before the first migration that does more than add. What fails stops the run. */
export const backUpFirst = async (
  run: Run,
  pending: readonly LoadedMigration[],
  { folder, dump }: BackupPolicy,
  direction: 'up' | 'down' = 'up',
): Promise<void> => {
  if (folder === undefined && dump === undefined) return
  const first = pending.find((one) => doesMore(run, one, one[direction]))
  if (first === undefined) return
  const { version, name } = first
  run.tell({ phase: 'backup', version, name, done: 0 })
  await dump?.({ version, name, line: run.ledger.line })
  if (folder !== undefined) await backUpToFolder(run, folder, version)
}

const adding = new Set<MigrationStep['kind']>([
  'create-table',
  'create-index',
  'rename-table',
  'rename-column',
])

/** Whether it may change or take away what is there. Code may. */
const doesMore = (run: Run, migration: LoadedMigration, script: LoadedScript | undefined): boolean => {
  if (script === undefined || script.kind === 'code') return true
  const units = scriptUnits(migration, script, run.context)
  const steps = stepsOf({ ...migration, up: script })
  return (
    !factsIn(units).every(isAdditive) ||
    steps.some((step) => step.kind !== 'sql' && step.kind !== 'add-column' && !adding.has(step.kind))
  )
}

/** Removes copies that nobody needs any more, after a run that succeeded. Nothing unless the caller says how many stay, or for how long. */
export const pruneAfter = async (run: Run, { folder, keep, age }: BackupPolicy): Promise<void> => {
  if (keep === undefined && age === undefined) return
  const retention = { keep: keep ?? 1, before: new Date(Date.now() - (age ?? 0)) }
  await inTransaction(run, ({ ask }) => pruneBackups(ask, run.context.dialect, retention))
  if (folder !== undefined) await pruneDatabaseBackups(run.workshop, folder, retention)
}
