import type { Call, Executor } from '../../database/executor.ts'
import type { Backlog } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { claimable, isReady } from './groups/group-columns.ts'
import { jobTable } from './tables.ts'

/** Counts what has not ended, by the indexes of what can be claimed now and later. */
export const countBacklog = async ({ executor, space }: StoreAccess, call: Call): Promise<Backlog> => {
  const text = new StoreText(executor, space, jobTable)
  const where = `${text.ofStore}(${isReady} or t.leased_until is not null)`
  const select = `select count(*), coalesce(sum(length(t.payload)), 0) from ${text.table} t where ${where}`
  const { rows } = await executor.query(text.finish('BACKLOG', select), 'read', call)
  return { items: Number(rows[0]?.[0]), characters: Number(rows[0]?.[1]) }
}

/** Lets what waits for its time be claimed now; how many. */
export const hurryJobs = async ({ space }: StoreAccess, executor: Executor, call: Call): Promise<number> => {
  const text = new StoreText(executor, space, jobTable)
  const { now } = text
  const { ready, turn } = claimable('t.group_key', 't.priority')
  const set = `ready = ${ready}, turn = ${turn}, slot = null, due_at = ${now}, leased_until = null`
  const where = `${text.ofStore}t.leased_until > ${now} and t.state = 'waiting'`
  const update = executor.dialect.update({ table: text.table, set, where })
  return (await executor.query(text.finish('HURRY', update), 'write', call)).affected
}
