import type { Call, Executor } from '../../../database/executor.ts'
import type { Claim, ClaimedRow } from '../../../queue/queue-storage.ts'
import type { KeySpace } from '../../keyed/key-space.ts'
import { StoreText } from '../../keyed/store-text.ts'
import { claimedRow, returned, takenBy } from '../claimed-row.ts'
import { jobTable } from '../tables.ts'

/** In no encoded name. */
const between = '\u0001'

interface Found {
  readonly group: string
  readonly key: string
}

/** Takes these jobs, in order. Left out are those that can be claimed no more, or are in another group by now. */
export const takeGrouped = async (
  executor: Executor,
  space: KeySpace,
  jobs: readonly Found[],
  claim: Claim,
  call: Call,
): Promise<readonly ClaimedRow[]> => {
  if (jobs.length === 0) return []
  const text = new StoreText(executor, space, jobTable)
  const { dialect } = executor
  const { key } = space
  const keys = jobs.map((job) => space.bind(job.key))
  const set = Object.entries(takenBy(text, claim)).map(([column, value]) => `${column} = ${value}`)
  const which =
    dialect.locks === 'rows'
      ? {
          with: `with locked as materialized (${lockedOf(text, jobs, keys)}) `,
          where: text.belongs + dialect.anyFrom(`t.${key}`, 'select found_key from locked'),
        }
      : // One writer: nothing has happened since they were found, and by anything but the key an engine may not find them by index.
        { where: text.isOneOf(keys) }
  const returning = returned(key)
  const update = dialect.update({ table: text.table, set: set.join(', '), ...which, returning })
  const { rows } = await executor.query(text.finish('CLAIM', update), 'write', call)
  const byKey = new Map(rows.map((row) => [String(row[0]), row]))
  return keys.flatMap((bound) => {
    const row = byKey.get(bound)
    return row === undefined ? [] : [claimedRow(space.unbind(bound), row, claim.lease)]
  })
}

/** Locks those that can still be claimed and are still in their group. */
const lockedOf = (text: StoreText, jobs: readonly Found[], keys: readonly string[]): string => {
  const { key } = text.space
  const pairs = jobs.map(({ group }, at) => `${group}${between}${keys[at]}`)
  const pair = text.executor.dialect.anyOf(
    `(t.group_key || ${text.bind(between)} || t.${key})`,
    text.bind(pairs),
  )
  return `select t.${key} as found_key from ${text.table} t where ${text.isOneOf(keys)} and t.turn is not null and ${pair} order by t.${key} for update skip locked`
}
