import type { StoreCall } from '../door/store-call.ts'
import type { RunState } from '../contracts/workflows.ts'
import type { FlowStorage, RunRow } from './flow-storage.ts'

/** Why a run goes on later. */
export interface Rest {
  readonly state: Extract<RunState, 'pending' | 'sleeping' | 'waiting'>
  /** When it goes on; null when only a signal says. */
  readonly until: number | null
  readonly signal?: string
}

const rank: readonly Rest['state'][] = ['pending', 'sleeping', 'waiting']

/** How a run rests, until the first of these things; under its lock. A signal that came while the run was still running shows here. */
export const resting = async (
  storage: FlowStorage,
  key: string,
  rests: readonly Rest[],
  { now, deadlineAt }: Pick<RunRow, 'deadlineAt'> & { readonly now: number },
  call: StoreCall,
): Promise<Partial<RunRow>> => {
  const names = [...new Set(rests.flatMap(({ signal }) => signal ?? []))].sort()
  const times = rests.flatMap(({ until }) => until ?? [])
  for (const name of names) if ((await storage.nextSignal(key, name, call)) !== undefined) times.push(now)
  if (deadlineAt !== null) times.push(deadlineAt)
  const state = rests
    .map((rest) => rest.state)
    .sort((left, right) => rank.indexOf(right) - rank.indexOf(left))[0]
  return {
    state: state ?? 'pending',
    holder: null,
    leasedUntil: times.length === 0 ? null : Math.max(now, Math.min(...times)),
    waitingFor: names.length === 0 ? null : JSON.stringify(names),
  }
}
