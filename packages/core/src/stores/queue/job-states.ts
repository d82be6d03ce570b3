import type { Call, Executor } from '../../database/executor.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { StoreText } from '../keyed/store-text.ts'
import { jobTable } from './tables.ts'

/** What is stored as the state of those of these jobs that there are, and the time of the statement. Keys are encoded. */
export const jobStates = async (
  executor: Executor,
  space: KeySpace,
  jobs: readonly string[],
  call: Call,
): Promise<{ readonly now: number; readonly states: ReadonlyMap<string, string> }> => {
  const text = new StoreText(executor, space, jobTable)
  const where = text.isOneOf(jobs.map((job) => space.bind(job)))
  const found = `select t.${space.key}, t.state, null from ${text.table} t where ${where}`
  // The first row has the time, also where there is no job.
  const select = `select '', '', ${text.now} union all ${found}`
  const { rows } = await executor.query(text.finish('STATES', select), 'read', call)
  const states = new Map<string, string>()
  let now = 0
  for (const [key, state, time] of rows)
    if (state === '') now = Number(time)
    else states.set(space.unbind(String(key)), String(state))
  return { now, states }
}
