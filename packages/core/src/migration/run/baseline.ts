import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import { inTransaction, type Run } from './run.ts'

/** Writes down that a database which was made in another way has everything up to `version`. */
export const baseline = async (
  run: Run,
  source: readonly LoadedMigration[],
  version: number,
): Promise<readonly AppliedMigration[]> => {
  const action = `baseline at ${version}`
  if (!source.some((migration) => migration.version === version))
    throw refuse(action, 'the source has no migration of that number')
  return inTransaction(run, async ({ tx }) => {
    const there = await run.ledger.read(tx)
    if (there !== undefined && there.length > 0)
      throw refuse(action, 'the ledger has entries already; a baseline is the first of them')
    const made: AppliedMigration[] = []
    for (const migration of source.filter((one) => one.version <= version)) {
      made.push(
        await run.ledger.record(tx, migration, {
          kind: 'baseline',
          statements: 0,
          duration: 0,
          outcome: 'applied',
        }),
      )
    }
    await run.ledger.tell(tx, version, 'baseline', {
      entries: made.map(({ version, checksum }) => ({ version, checksum })),
    })
    return made
  })
}
