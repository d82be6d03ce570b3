import type { Call } from '../../database/executor.ts'
import type { DriverCell, Statement } from '../../database/statement.ts'
import { compareBytes, wholeRange } from '../../door/key.ts'
import type { Claim, ClaimedRow } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { text, whole } from './job-columns.ts'
import { isPaused } from './pause.ts'
import { jobTable } from './tables.ts'

/** How many jobs whose time has come one statement looks at, and how many statements a claim spends on them before it takes what it has. */
const dueAtOnce = 1_000
const mostRounds = 10

/**
 * Takes jobs in one statement. Jobs whose time has come are found by time and not by priority: those that it does not take it makes ready, and when there
 * were more of them than it looks at, it takes none and is sent again, so that the priority holds also among a backlog of them.
 */
export const claimJobs = async (
  access: StoreAccess,
  claim: Claim,
  call: Call,
): Promise<readonly ClaimedRow[]> => {
  for (let round = 1; ; round += 1) {
    const statement = claimStatement(access, claim, round === mostRounds)
    const { rows } = await access.executor.query(statement, 'write', call)
    const taken = rows.filter((row) => row[leasedUntil] !== null)
    if (taken.length > 0 || rows.length < dueAtOnce)
      return taken
        .map((row) => claimedRow(access.space.unbind(String(row[0])), row, claim.lease))
        .sort((left, right) => left.priority - right.priority || compareBytes(left.key, right.key))
  }
}

/** Where several writers exist rows are locked first, in parts that run once: as subqueries with a limit they would run again for each row. */
const claimStatement = (
  { executor, space }: StoreAccess,
  { token, lease, limit }: Claim,
  isLast: boolean,
): Statement => {
  const { dialect } = executor
  const { key } = space
  const into = new StoreText(executor, space, jobTable)
  const { now } = into
  const [most, batch, holder, ttl] = [limit, dueAtOnce, token, lease].map((bound) => into.bind(bound))
  const store = space.constants.length === 0 ? `${into.within(wholeRange)} and ` : into.belongs
  const from = `from ${into.table} t where ${store}not ${isPaused(into)} and`
  const skip = dialect.locks === 'rows' ? ' for update skip locked' : ''
  const due = `select t.${key} as found_key, t.priority as rank ${from} t.leased_until <= ${now} order by t.leased_until limit ${batch}${skip}`
  const ready = `select t.${key} as found_key, t.ready as rank ${from} t.ready is not null order by t.ready, t.${key} limit ${most}${skip}`
  const enough = isLast ? '' : ` where (select count(*) from due) < ${batch}`
  const taken = `select found_key from (select * from due union all select * from ready) as found${enough} order by rank, found_key limit ${most}`
  const marked = `select found_key, 1 as is_taken from taken union all select found_key, 0 from due where found_key not in (select found_key from taken)`
  const ifTaken = (column: string, value: string, other = `t.${column}`): string =>
    `${column} = case when m.is_taken = 1 then ${value} else ${other} end`
  const set = [
    ifTaken('state', "'running'"),
    ifTaken('holder', holder!),
    ifTaken('fence', 't.fence + 1'),
    ifTaken('attempt', 't.attempt + 1'),
    ifTaken('started_at', now),
    ifTaken('ready', 'null', 't.priority'),
    ifTaken('due_at', 'null', 't.leased_until'),
    ifTaken('leased_until', `${now} + ${ttl}`, 'null'),
  ]
  const returned = [key, ...columns].join(', ')
  return into.finish(
    'CLAIM',
    `with due as materialized (${due}), ready as materialized (${ready}), taken as materialized (${taken}), marked as materialized (${marked}) ` +
      `update ${into.table} as t set ${set.join(', ')} from marked as m ` +
      `where ${into.belongs}t.${key} = m.found_key returning ${returned}`,
  )
}

const columns = [
  'leased_until',
  'payload',
  'meta',
  'checkpoint',
  'priority',
  'attempt',
  'max_attempts',
  'fence',
  'enqueued_at',
  'deadline_at',
]

/** Where this column comes back: null of a job that was made ready. */
const leasedUntil = 1

const claimedRow = (key: string, row: readonly DriverCell[], lease: number): ClaimedRow => ({
  key,
  now: Number(row[leasedUntil]) - lease,
  payload: String(row[2]),
  meta: text(row[3]),
  checkpoint: text(row[4]),
  priority: Number(row[5]),
  attempt: Number(row[6]),
  maxAttempts: Number(row[7]),
  fence: Number(row[8]),
  enqueuedAt: Number(row[9]),
  deadlineAt: whole(row[10]),
})
