import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { partMarks } from '../source/part-marks.ts'
import { refuse } from '../source/refuse.ts'
import { inTransaction, type Run } from './run.ts'

/** Takes the text of these migrations as it is now for what was applied. */
export const acceptChecksums = (
  run: Run,
  source: readonly LoadedMigration[],
  versions: readonly number[],
): Promise<readonly AppliedMigration[]> =>
  inTransaction(run, async ({ tx }) => {
    const made: AppliedMigration[] = []
    for (const version of versions) {
      const migration = source.find((one) => one.version === version)
      const entry = await run.ledger.find(tx, version)
      if (migration === undefined || entry === undefined)
        throw refuse(`accept ${version} as it is`, 'it must be in the source and have been applied')
      const { statements, duration, outcome } = entry
      made.push(await run.ledger.record(tx, migration, { kind: 'repair', statements, duration, outcome }))
      await run.ledger.tell(tx, version, 'repaired', {
        before: entry.checksum,
        after: migration.checksum,
        parts: partMarks(migration.up),
      })
    }
    return made
  })
