import type { Call, Executor } from '../../../database/executor.ts'
import type { Claim, ClaimedRow } from '../../../queue/queue-storage.ts'
import type { KeySpace } from '../../keyed/key-space.ts'
import { StoreText } from '../../keyed/store-text.ts'
import { claimedRow, returned, takenBy } from '../claimed-row.ts'
import { jobTable } from '../tables.ts'

/** In no encoded name. */
const between = '\u0001'

/** Takes these jobs, in order. Left out are those that can be claimed no more, or are in another group by now. */
export const takeGrouped = async (
  executor: Executor,
  space: KeySpace,
  jobs: readonly { readonly group: string; readonly key: string }[],
  claim: Claim,
  call: Call,
): Promise<readonly ClaimedRow[]> => {
  if (jobs.length === 0) return []
  const text = new StoreText(executor, space, jobTable)
  const { dialect } = executor
  const { key } = space
  const keys = jobs.map((job) => space.bind(job.key))
  const pairs = jobs.map((job, at) => `${job.group}${between}${keys[at]}`)
  const pair = `t.group_key || ${text.bind(between)} || t.${key}`
  const where = `${text.isOneOf(keys)} and t.turn is not null and ${dialect.anyOf(`(${pair})`, text.bind(pairs))}`
  const set = Object.entries(takenBy(text, claim)).map(([column, value]) => `${column} = ${value}`)
  const lock = `with locked as materialized (select t.${key} as found_key from ${text.table} t where ${where} order by t.${key} for update skip locked) `
  const update =
    dialect.locks === 'rows'
      ? `${lock}update ${text.table} as t set ${set.join(', ')} where ${text.belongs}${dialect.anyFrom(`t.${key}`, 'select found_key from locked')}`
      : `update ${text.table} as t set ${set.join(', ')} where ${where}`
  const statement = text.finish('CLAIM', `${update} returning ${returned(key)}`)
  const { rows } = await executor.query(statement, 'write', call)
  const byKey = new Map(rows.map((row) => [String(row[0]), row]))
  return keys.flatMap((bound) => {
    const row = byKey.get(bound)
    return row === undefined ? [] : [claimedRow(space.unbind(bound), row, claim.lease)]
  })
}
