import type { Call, Executor } from '../../database/executor.ts'
import type { DriverCell } from '../../database/statement.ts'
import { compareBytes } from '../../door/key.ts'
import type { Claim, ClaimedRow } from '../../queue/queue-storage.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { dueAtOnce, foundJobs } from './claimable.ts'
import { text, whole } from './job-columns.ts'
import { jobTable } from './tables.ts'

/** How many statements a claim spends on jobs whose time has come, before it takes what it has found. */
const mostRounds = 10

type Rows = readonly (readonly DriverCell[])[]

/**
 * Takes jobs in one statement. Jobs whose time has come are found by time and not by priority: those that it does not take it makes ready, and when there
 * were more of them than it looks at, it takes none and is sent again, so that the priority holds also among a backlog of them.
 */
export const claimJobs = async (
  { executor, space }: StoreAccess,
  claim: Claim,
  call: Call,
): Promise<readonly ClaimedRow[]> => {
  const attempt = executor.dialect.keyColumns === 'folded' ? byWrittenKeys : atOnce
  for (let round = 1; ; round += 1) {
    const rows = await attempt(executor, space, claim, round === mostRounds, call)
    const taken = rows.filter((row) => row[leasedUntil] !== null)
    if (taken.length > 0 || rows.length < dueAtOnce)
      return taken
        .map((row) => claimedRow(space.unbind(String(row[0])), row, claim.lease))
        .sort((left, right) => left.priority - right.priority || compareBytes(left.key, right.key))
  }
}

type Attempt = (
  executor: Executor,
  space: KeySpace,
  claim: Claim,
  isLast: boolean,
  call: Call,
) => Promise<Rows>

const atOnce: Attempt = async (executor, space, claim, isLast, call) => {
  const into = new StoreText(executor, space, jobTable)
  const found = foundJobs(into, claim.limit, isLast)
  const taken = takenBy(into, claim)
  const { key } = space
  // Of all that is marked the first ones are taken. By the last of them, since a join takes a planner without statistics the square of their number.
  const isTaken = `(t.priority, t.${key}) <= (select rank, found_key from last)`
  const set = Object.entries({ ...unchanged, ...madeReady }).map(
    ([column, other]) => `${column} = case when ${isTaken} then ${taken[column]!} else ${other} end`,
  )
  const isMarked = executor.dialect.anyFrom(`t.${key}`, 'select found_key from marked')
  const update = `update ${into.table} as t set ${set.join(', ')} where ${into.belongs}${isMarked} returning ${returned(key)}`
  return (await executor.query(into.finish('CLAIM', `${found} ${update}`), 'write', call)).rows
}

/** For an engine that looks up by index only keys that are written out. It has one writer, so nothing happens in between. */
const byWrittenKeys: Attempt = (executor, space, claim, isLast, call) =>
  executor.transaction(async (inner) => {
    const look = new StoreText(inner, space, jobTable)
    const found = `${foundJobs(look, claim.limit, isLast)} select found_key, case when found_key in (select found_key from taken) then 1 else 0 end from marked`
    const { rows } = await inner.query(look.finish('CLAIM', found), 'read', call)
    const change = async (
      isTaken: number,
      columns: (text: StoreText) => Readonly<Record<string, string>>,
    ): Promise<Rows> => {
      const keys = rows.filter((row) => Number(row[1]) === isTaken).map(([key]) => String(key))
      if (keys.length === 0) return []
      const into = new StoreText(inner, space, jobTable)
      const where = into.isOneOf(keys)
      const set = Object.entries(columns(into)).map(([column, value]) => `${column} = ${value}`)
      const update = `update ${into.table} as t set ${set.join(', ')} where ${where} returning ${returned(space.key)}`
      return (await inner.query(into.finish('CLAIM', update), 'write', call)).rows
    }
    return [...(await change(1, (text) => takenBy(text, claim))), ...(await change(0, () => madeReady))]
  })

/** What a job becomes that is taken. */
const takenBy = (into: StoreText, { token, lease }: Claim): Readonly<Record<string, string>> => ({
  state: "'running'",
  holder: into.bind(token),
  fence: 't.fence + 1',
  attempt: 't.attempt + 1',
  started_at: into.now,
  ready: 'null',
  due_at: 'null',
  leased_until: `${into.now} + ${into.bind(lease)}`,
})

/** What a job becomes whose time has come and that is not taken. */
const madeReady: Readonly<Record<string, string>> = {
  ready: 't.priority',
  due_at: 't.leased_until',
  leased_until: 'null',
}

const unchanged: Readonly<Record<string, string>> = {
  state: 't.state',
  holder: 't.holder',
  fence: 't.fence',
  attempt: 't.attempt',
  started_at: 't.started_at',
}

const returned = (key: string): string =>
  `${key}, leased_until, payload, meta, checkpoint, priority, attempt, max_attempts, fence, enqueued_at, deadline_at`

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
