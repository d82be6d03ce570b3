import type { FailedMigration } from '../../contracts/migration-report.ts'
import type { Run } from './run.ts'

/** What a migration that failed has left. Asked without the caller's signal, which may be why it failed. */
export const leftBy = (
  { workshop, ledger, limits }: Run,
  version: number,
): Promise<FailedMigration['left']> =>
  workshop
    .read(
      async (session) => {
        if ((await ledger.find(session, version))?.outcome !== 'started') return 'old'
        return (await ledger.stepsDone(session, version)).length > 0 ? 'half' : 'old'
      },
      { ...limits, signal: undefined },
    )
    // Whether the connection still answers is not known, so the failure is told as well as may be.
    .catch(() => 'old' as const)
