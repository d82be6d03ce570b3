import type { Call, Executor } from '../../database/executor.ts'
import type { Claim, ClaimedRun } from '../../workflow/flow-storage.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { runTable } from './tables.ts'

/**
 * Takes due runs in one statement, by the index of what is due. Where several writers exist they are locked first, in a part of the statement that runs
 * once: as a subquery with a limit it would run again for each row, and take more than it says.
 */
export const claimRuns = async (
  access: StoreAccess,
  workflows: readonly string[],
  limit: number,
  claim: Claim,
  call: Call,
): Promise<readonly ClaimedRun[]> => {
  const { executor, space } = access
  if (!executor.dialect.joinsByIndex) return claimByKeys(executor, space, workflows, limit, claim, call)
  const text = new StoreText(executor, space, runTable)
  const { key } = space
  const skip = executor.dialect.locks === 'rows' ? ' for update skip locked' : ''
  const found = `with due as materialized (${due(text, workflows, limit)}${skip}) `
  return take(text, found, `${text.belongs}t.${key} in (select ${key} from due)`, claim, call)
}

/** The runs that are due are looked for first: there the statement that takes them would read every run for those that it finds. */
const claimByKeys = async (
  executor: Executor,
  space: KeySpace,
  workflows: readonly string[],
  limit: number,
  claim: Claim,
  call: Call,
): Promise<readonly ClaimedRun[]> => {
  const select = new StoreText(executor, space, runTable)
  const { rows } = await executor.query(select.finish('CLAIM', due(select, workflows, limit)), 'read', call)
  if (rows.length === 0) return []
  if (!executor.isTransaction)
    return executor.transaction((inner) => claimByKeys(inner, space, workflows, limit, claim, call))
  const text = new StoreText(executor, space, runTable)
  return take(text, '', text.isOneOf(rows.map(([key]) => String(key))), claim, call)
}

const due = (text: StoreText, workflows: readonly string[], limit: number): string => {
  const { space, executor } = text
  const isOurs = executor.dialect.anyOf('t.workflow', text.bind(workflows))
  return `select t.${space.key} from ${text.table} t where ${text.ofStore}t.leased_until <= ${text.now} and ${isOurs} order by t.leased_until limit ${limit}`
}

const take = async (
  text: StoreText,
  found: string,
  which: string,
  { token, ttl }: Claim,
  call: Call,
): Promise<readonly ClaimedRun[]> => {
  const { now, space } = text
  const set = [
    `state = 'running'`,
    `holder = ${text.bind(token)}`,
    'fence = t.fence + 1',
    `granted_at = ${now}`,
    `leased_until = ${now} + ${text.bind(ttl)}`,
    `started_at = coalesce(t.started_at, ${now})`,
    'waiting_for = null',
  ]
  const update = text.executor.dialect.update({
    with: found,
    table: text.table,
    set: set.join(', '),
    where: which,
    returning: `${space.key}, workflow, input, fence, deadline_at, granted_at`,
  })
  const { rows } = await text.executor.query(
    text.finish(found === '' ? 'TAKE' : 'CLAIM', update),
    'write',
    call,
  )
  return rows.map((row) => ({
    key: space.unbind(String(row[0])),
    workflow: String(row[1]),
    input: String(row[2]),
    fence: Number(row[3]),
    deadlineAt: row[4] === null ? null : Number(row[4]),
    now: Number(row[5]),
  }))
}
