import type { Call } from '../../database/executor.ts'
import type { Claim, ClaimedRun } from '../../workflow/flow-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { runTable } from './tables.ts'

/**
 * Takes due runs in one statement, by the index of what is due. Where several writers exist they are locked first, in a part of the statement that runs
 * once: as a subquery with a limit it would run again for each row, and take more than it says.
 */
export const claimRuns = async (
  { executor, space }: StoreAccess,
  workflows: readonly string[],
  limit: number,
  { token, ttl }: Claim,
  call: Call,
): Promise<readonly ClaimedRun[]> => {
  const { dialect } = executor
  const text = new StoreText(executor, space, runTable)
  const { key } = space
  const { now } = text
  const isOurs = dialect.anyOf('t.workflow', text.bind(workflows))
  const skip = dialect.locks === 'rows' ? ' for update skip locked' : ''
  const due = `select t.${key} from ${text.table} t where ${text.ofStore}t.leased_until <= ${now} and ${isOurs} order by t.leased_until limit ${text.bind(limit)}${skip}`
  const set = [
    `state = 'running'`,
    `holder = ${text.bind(token)}`,
    'fence = t.fence + 1',
    `granted_at = ${now}`,
    `leased_until = ${now} + ${text.bind(ttl)}`,
    `started_at = coalesce(t.started_at, ${now})`,
    'waiting_for = null',
  ]
  const update =
    `with due as materialized (${due}) update ${text.table} as t set ${set.join(', ')} ` +
    `where ${text.belongs}t.${key} in (select ${key} from due) ` +
    `returning ${key}, workflow, input, fence, deadline_at, granted_at`
  const { rows } = await executor.query(text.finish('CLAIM', update), 'write', call)
  return rows.map((row) => ({
    key: space.unbind(String(row[0])),
    workflow: String(row[1]),
    input: String(row[2]),
    fence: Number(row[3]),
    deadlineAt: row[4] === null ? null : Number(row[4]),
    now: Number(row[5]),
  }))
}
