import type { PlannedMigration } from '../contracts/migration-report.ts'
import type { LoadedMigration } from './source/loaded-migration.ts'
import { scriptUnits } from './units/script-units.ts'
import type { StepContext } from './verbs/step-units.ts'

/** What will be done, for people and programs to read. */
export const planned = async (
  pending: readonly LoadedMigration[],
  context: StepContext,
): Promise<readonly PlannedMigration[]> => {
  const list: PlannedMigration[] = []
  for (const migration of pending) {
    const { version, name, file, checksum } = migration
    const { units, isOneTransaction } = scriptUnits(migration, migration.up, context)
    list.push({
      version,
      name,
      ...(file === undefined ? {} : { file }),
      checksum,
      transaction: isOneTransaction ? 'one' : 'steps',
      steps: units.map(({ title, statements, shows = statements, line }) =>
        line === undefined ? { title, statements: shows } : { title, statements: shows, line },
      ),
    })
  }
  return list
}
