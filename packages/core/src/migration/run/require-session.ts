import { refuse } from '../source/refuse.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Unit } from '../units/unit.ts'
import { noting } from './failed-step.ts'
import { nameOf, type Run } from './run.ts'

/** Throws for a text that would set something for its next statement, where that may run in another session, and somebody else's in this one. */
export const requireSession = async (
  { workshop }: Run,
  migration: LoadedMigration,
  units: readonly Unit[],
): Promise<void> => {
  if (workshop.engine.driver.sharesSessions !== true) return
  const setting = units.find((unit) => unit.form === 'alone' && unit.isSetting === true)
  if (setting === undefined) return
  await noting(setting, async () => {
    throw refuse(
      `run ${nameOf(migration)}`,
      `line ${setting.line} sets something for a session, and behind a pooler the next statement may be in another one; leave “-- holdfast: no-transaction” out where nothing needs it, write full names, or migrate with a URL that does not go through the pooler`,
    )
  })
}
