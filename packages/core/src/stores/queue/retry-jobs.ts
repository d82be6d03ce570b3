import type { Call, Executor } from '../../database/executor.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { jobStates } from './job-states.ts'
import { reviveJobs } from './revive-jobs.ts'
import type { Shapes } from './shapes.ts'

/** Retries one job that has a unique key, in a transaction. */
export const retryUnique = async (
  access: StoreAccess,
  shapes: Shapes,
  executor: Executor,
  { key, unique }: { readonly key: string; readonly unique: string },
  call: Call,
): Promise<boolean | 'taken' | undefined> => {
  // Before its key is touched: one that runs or was completed keeps what it has.
  const { states } = await jobStates(executor, access.space, [key], call)
  const state = states.get(key)
  if (state === undefined) return undefined
  if (state === 'running' || state === 'completed') return false
  const [revived] = await reviveJobs(access, shapes, executor, [{ key, unique }], call)
  if (revived !== undefined) return true
  const now = (await jobStates(executor, access.space, [key], call)).states.get(key)
  if (now === undefined) return undefined
  return now === 'running' || now === 'completed' ? false : 'taken'
}
