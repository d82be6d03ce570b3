import type { FailedMigration } from '../../contracts/migration-report.ts'
import type { Run } from './run.ts'
import { toTheEnd } from './to-the-end.ts'

/** What a migration that failed has left. Asked without the caller's signal, which may be why it failed. */
export const leftBy = (
  { workshop, ledger, limits }: Run,
  version: number,
): Promise<FailedMigration['left']> =>
  workshop
    .read(async (session) => {
      if ((await ledger.find(session, version))?.outcome !== 'started') return 'old'
      return (await ledger.stepsDone(session, version)).length > 0 ? 'half' : 'old'
    }, toTheEnd(limits))
    // The failure itself is what the caller is told; why this question failed too, its connection's events say.
    .catch(() => 'unknown' as const)
