import type { Backend } from '../../contracts/backend.ts'
import type { Snapshots, SnapshotsOptions } from '../../contracts/snapshots.ts'
import type { Executor } from '../../database/executor.ts'
import { checkName } from '../../door/name.ts'
import { PeriodSnapshots } from '../../snapshots/period-snapshots.ts'
import type { StoreMakers } from '../store-makers.ts'

/** The snapshots of this name over an executor. */
export const openSnapshots = <M, F>(
  executor: Executor,
  { makers, backend }: { readonly makers: StoreMakers; readonly backend: Pick<Backend, 'limits'> },
  name: string,
  options: SnapshotsOptions<M, F> | undefined,
): Snapshots<M, F> => {
  const checked = checkName(name, 'name of the store', 'open snapshots')
  return new PeriodSnapshots(makers.snapshots(executor, checked), checked, options, {
    clock: () => executor.time() ?? Date.now(),
    valueBytes: backend.limits.valueBytes,
  })
}
